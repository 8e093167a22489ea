import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Places } from './environment.ts';

/** What `sandbox start` leaves behind for `status`, `env` and `stop`. */
export interface SandboxRecord extends Places {
  readonly pid: number;
  readonly scenario: string;
  readonly speed: number;
  readonly seed: number;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly kubernetesUrl: string;
  readonly caPem: string;
}

/** The folder of the one sandbox that runs in the background: `NLBCTL_SANDBOX_DIR`, or below the user's state. */
export function recordFolder(env: Readonly<Record<string, string | undefined>>): string {
  return (
    env['NLBCTL_SANDBOX_DIR'] || join(env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'nlbctl', 'sandbox')
  );
}

const fileOf = (folder: string) => join(folder, 'sandbox.json');

/** Replaces the file whole, so that nobody reads half of it. */
export function writeRecord(folder: string, record: SandboxRecord): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(`${fileOf(folder)}.new`, JSON.stringify(record), { mode: 0o600 });
  renameSync(`${fileOf(folder)}.new`, fileOf(folder));
}

/** Undefined where no sandbox was started, or the file is not one of ours. */
export function readRecord(folder: string): SandboxRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(fileOf(folder), 'utf8'));
    return typeof record.pid === 'number' && typeof record.kubernetesUrl === 'string' ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Takes away what a sandbox wrote; a folder that was there before stays. */
export function forgetRecord(folder: string): void {
  for (const name of ['sandbox.json', 'kubeconfig', 'aws-settings']) rmSync(join(folder, name), { force: true });
}
