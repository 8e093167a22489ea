import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startMoto } from './moto-server.ts';
import { findPython, oldestPython } from './python.ts';
import { motoInterpreter } from './virtual-environment.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server that the tests run against, or why there is none. */
    moto: { readonly url: string } | { readonly missing: string };
  }
}

/** Starts one moto for all files. Without Python the tests are skipped; with it, whatever fails here fails the run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const python = findPython();
  if (python === null) {
    project.provide('moto', { missing: `no Python ${oldestPython.major}.${oldestPython.minor} or newer` });
    return async () => undefined;
  }
  const folder = path.join(project.config.root, '.moto');
  const server = await startMoto(await motoInterpreter(python, folder), folder);
  project.provide('moto', { url: server.url });
  return server.stop;
}
