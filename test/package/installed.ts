import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Run {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  /** Resolves when the text has come on stderr; rejects when the process ends without it. */
  says(text: string | RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<Run>;
}

/** nlbctl, packed and installed into a folder of its own, as `npm install -g` does it. */
export interface Installed {
  readonly folder: string;
  readonly tarball: string;
  readonly env: Record<string, string>;
  start(argv: readonly string[], env?: Record<string, string>): Started;
  run(argv: readonly string[], env?: Record<string, string>): Promise<Run>;
  remove(): void;
}

/** Packs the checkout (the build is part of it) and installs the tarball. */
export function install(): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'nlbctl-package-'));
  const home = join(folder, 'home');
  mkdirSync(home);
  const npm = (args: readonly string[]) =>
    execFileSync('npm', args, {
      cwd: resolve(import.meta.dirname, '../..'),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const [{ filename }] = JSON.parse(npm(['pack', '--json', '--pack-destination', folder]).replace(/^[^[]*/, ''));
  const tarball = join(folder, filename);
  npm(['install', '--global', '--prefix', folder, '--no-audit', '--no-fund', tarball]);
  const env = {
    PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
    HOME: home,
    NLBCTL_SANDBOX_DIR: join(folder, 'sandbox'),
  };
  const start = (argv: readonly string[], more: Record<string, string> = {}): Started => {
    const child = spawn('nlbctl', argv, { env: { ...env, ...more }, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        said[stream] += text;
      });
    }
    const ended = new Promise<Run>((done, fail) => {
      child.once('error', fail);
      child.once('close', (code, signal) => done({ code, signal, ...said }));
    });
    return {
      ended,
      kill: (signal) => void child.kill(signal),
      says: (text) =>
        new Promise((done, fail) => {
          const look = () => {
            if (typeof text === 'string' ? said.stderr.includes(text) : text.test(said.stderr)) done();
          };
          child.stderr.on('data', look);
          child.once('close', () => fail(new Error(`it ended, and had said on stderr:\n${said.stderr}`)));
          look();
        }),
    };
  };
  return {
    folder,
    tarball,
    env,
    start,
    run: (argv, more) => start(argv, more).ended,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
