import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const nlbctl = resolve(import.meta.dirname, '../bin/nlbctl.js');

/** Starts a sandbox in the background. `env` leads a client to it; `stop` ends it. */
export function startSandbox(options = []) {
  const folder = mkdtempSync(join(tmpdir(), 'nlbctl-bench-'));
  const own = { ...process.env, NLBCTL_SANDBOX_DIR: folder };
  execFileSync(process.execPath, [nlbctl, 'sandbox', 'start', '--detach', ...options], {
    env: own,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const { awsUrl, kubernetesUrl, kubeconfig } = JSON.parse(
    execFileSync(process.execPath, [nlbctl, 'sandbox', 'status', '-o', 'json'], { env: own }),
  );
  const lines = execFileSync(process.execPath, [nlbctl, 'sandbox', 'env'], { env: own, encoding: 'utf8' });
  const set = Object.fromEntries(
    [...lines.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value]),
  );
  const unset = /^unset (.*)$/m.exec(lines)?.[1].split(' ') ?? [];
  const env = { ...process.env, ...set };
  for (const name of unset) delete env[name];
  return {
    env,
    awsUrl,
    kubernetesUrl,
    kubeconfig,
    stop() {
      execFileSync(process.execPath, [nlbctl, 'sandbox', 'stop'], { env: own, stdio: 'ignore' });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs a command to its end and gives its wall time in milliseconds, and what it printed; throws where it fails. */
export function timed(command, args, options = {}) {
  return new Promise((done, fail) => {
    const began = performance.now();
    execFile(command, args, { maxBuffer: 1 << 26, ...options }, (error, stdout, stderr) => {
      if (error === null) done({ milliseconds: performance.now() - began, stdout, stderr });
      else fail(new Error(`${command} ${args.join(' ')}: ${error.message}\n${stderr}`));
    });
  });
}
