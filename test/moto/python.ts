import { spawnSync } from 'node:child_process';

/** The oldest Python that moto runs on: `python_requires` of the pinned version. */
export const oldestPython = { major: 3, minor: 10 };

/** A Python that moto can run on. */
export interface Python {
  readonly command: string;
  /** The interpreter and its version: a virtual environment works for this one only. */
  readonly identity: string;
}

const commands = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];

/** The first Python on the PATH that is new enough; null: there is none. */
export function findPython(): Python | null {
  const ask = 'import sys; print(*sys.version_info[:3], sys.executable)';
  for (const command of commands) {
    const { status, stdout } = spawnSync(command, ['-c', ask], { encoding: 'utf8', timeout: 20_000 });
    if (status !== 0) continue;
    const [major, minor] = stdout.split(' ').map(Number);
    if (isNewEnough(major, minor)) return { command, identity: stdout.trim() };
  }
  return null;
}

function isNewEnough(major = 0, minor = 0): boolean {
  return major > oldestPython.major || (major === oldestPython.major && minor >= oldestPython.minor);
}
