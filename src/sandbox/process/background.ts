import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SandboxError } from '../sandbox-error.ts';
import { forgetRecord, readRecord, type SandboxRecord } from './record.ts';

/** How long a sandbox may take to start or to stop. */
const patience = 30_000;
const poll = 50;

/** The sandbox of the folder, if it runs: its record, and its API server answers. Another process with its pid does not count. */
export async function findRunning(folder: string): Promise<SandboxRecord | undefined> {
  const record = readRecord(folder);
  return record !== undefined && (await answers(record)) ? record : undefined;
}

function answers({ kubernetesUrl, caPem }: SandboxRecord): Promise<boolean> {
  return new Promise((resolve) => {
    const sent = request(`${kubernetesUrl}/readyz`, { ca: caPem, timeout: 2_000, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => resolve(false));
    sent.end();
  });
}

/**
 * Starts `program args` in a session of its own, which outlives this process, and waits until its sandbox answers.
 * What it says goes to a log file. Throws SandboxError with the log's end when it gives up.
 */
export async function startDetached(folder: string, program: string, args: readonly string[]): Promise<SandboxRecord> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const logFile = join(folder, 'sandbox.log');
  const log = openSync(logFile, 'w', 0o600);
  const child = spawn(program, args, { detached: true, stdio: ['ignore', log, log] });
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  child.once('error', () => {
    ended = true;
  });
  child.unref();
  for (const end = Date.now() + patience; Date.now() < end && !ended; await sleep(poll)) {
    const record = await findRunning(folder);
    if (record !== undefined && record.pid === child.pid) return record;
  }
  if (!ended) child.kill();
  const said = readFileSync(logFile, 'utf8').trim();
  throw new SandboxError('failed', `the sandbox did not start${said === '' ? '' : `:\n${said}`}`);
}

/** Ends the sandbox of the folder. Resolves to its record, or undefined where none runs. */
export async function stopRunning(folder: string): Promise<SandboxRecord | undefined> {
  const record = await findRunning(folder);
  if (record === undefined) {
    forgetRecord(folder);
    return undefined;
  }
  process.kill(record.pid, 'SIGTERM');
  for (const end = Date.now() + patience; Date.now() < end; await sleep(poll)) {
    if (!(await answers(record))) {
      forgetRecord(folder);
      return record;
    }
  }
  throw new SandboxError('failed', `the sandbox (process ${record.pid}) does not end`, `kill -9 ${record.pid}`);
}
