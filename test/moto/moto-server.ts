import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A moto that listens. */
export interface MotoServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** How long a server may take to listen: the first start compiles all of its modules. */
const patience = 60_000;

/** Starts moto's server on loopback and waits until it answers. What it logs goes to `server.log` in the folder. */
export async function startMoto(interpreter: string, folder: string): Promise<MotoServer> {
  await mkdir(folder, { recursive: true });
  const log = path.join(folder, 'server.log');
  const output = await open(log, 'w');
  const child = spawn(interpreter, [path.join(import.meta.dirname, 'serve.py')], {
    // Nothing of the user's: neither AWS settings nor moto's own.
    env: { PATH: process.env['PATH'], LANG: 'C.UTF-8' },
    stdio: ['pipe', 'pipe', output.fd],
  });
  const stop = () => end(child);
  try {
    const url = `http://127.0.0.1:${await portOf(child)}`;
    await answers(url);
    return { url, stop };
  } catch (error) {
    await stop();
    throw new Error(`moto's server does not start: ${String(error)}\n${await readFile(log, 'utf8')}`);
  } finally {
    await output.close();
  }
}

/** The port that serve.py prints once it listens. */
function portOf(child: ChildProcess): Promise<number> {
  let late: NodeJS.Timeout | undefined;
  const port = new Promise<number>((resolve, reject) => {
    late = setTimeout(() => reject(new Error(`it names no port within ${patience} ms`)), patience);
    child.on('error', reject);
    child.on('exit', (code, signal) => reject(new Error(`it ended with ${code ?? signal}`)));
    child.stdout?.setEncoding('utf8').once('data', (text: string) => resolve(Number(text.trim())));
  });
  return port.finally(() => clearTimeout(late));
}

async function answers(url: string, tries = 50): Promise<void> {
  for (let left = tries; left > 0; left -= 1) {
    const answer = await fetch(`${url}/moto-api/data.json`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`${url} does not answer`);
}

/** Ends the server by closing its standard input; by force if that takes longer than it should. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
  child.stdin?.end();
  await ended;
  clearTimeout(force);
}
