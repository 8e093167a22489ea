import { startControl } from '../faults/control/endpoint.ts';
import { type SandboxOptions, startSandbox } from '../sandbox.ts';
import { SandboxError } from '../sandbox-error.ts';
import { findRunning } from './background.ts';
import { placesOf, writeClientFiles } from './files.ts';
import { forgetRecord, type SandboxRecord, writeRecord } from './record.ts';

export interface Serving extends SandboxOptions {
  readonly folder: string;
  /** What the scenario is called. */
  readonly name: string;
  /** Told when clients can come. */
  readonly ready: (record: SandboxRecord) => void;
  /** Aborts when the sandbox is to end. */
  readonly signal: AbortSignal;
}

/** Runs a sandbox that `status`, `env` and `stop` find, until the signal. Throws SandboxError when one runs already. */
export async function serveSandbox({ folder, name, ready, signal, ...options }: Serving): Promise<void> {
  const other = await findRunning(folder);
  if (other !== undefined) {
    throw new SandboxError(
      'failed',
      `a sandbox runs already (process ${other.pid}, scenario ${other.scenario})`,
      'nlbctl sandbox stop ends it; NLBCTL_SANDBOX_DIR gives another one a place of its own',
    );
  }
  const sandbox = await startSandbox(options);
  const control = await startControl(sandbox);
  let unsubscribe = () => {};
  try {
    await sandbox.settle();
    const dataPath = await sandbox.dataPath();
    const record: SandboxRecord = {
      ...writeClientFiles(folder, sandbox, dataPath),
      controlUrl: control.url,
      pid: process.pid,
      scenario: name,
      speed: options.speed ?? 1,
      seed: options.seed ?? 1,
      startedAt: new Date().toISOString(),
      kubernetesUrl: sandbox.kubernetes.url,
      caPem: sandbox.kubernetes.caPem,
    };
    writeRecord(folder, record);
    // Load balancers come and go: `env` prints those that are there.
    unsubscribe = dataPath.on(() => writeRecord(folder, { ...record, dataPath: placesOf(dataPath) }));
    ready(record);
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  } finally {
    unsubscribe();
    forgetRecord(folder);
    await Promise.all([control.close(), sandbox.stop()]);
  }
}
