import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import type { Session } from '../cli/session.ts';
import { exitCode } from '../model/exit-codes.ts';
import { table } from '../output/table.ts';
import { safe } from '../output/terminal.ts';
import type { InjectedFault } from '../sandbox/faults/board.ts';
import { askControl, type ControlRequest } from '../sandbox/faults/control/client.ts';
import { faultOfWords } from '../sandbox/faults/control/words.ts';
import { faultKinds } from '../sandbox/faults/kinds.ts';
import { SandboxError } from '../sandbox/sandbox-error.ts';
import { printDocument } from './print-document.ts';
import { running, translated } from './sandboxing.ts';

/** Shows the faults of the sandbox that runs. */
export function list(session: Session, output: string): Promise<number> {
  return translated(async () => {
    const faults = await ask(session, { method: 'GET' });
    const document = { apiVersion: 'nlbctl/v1', kind: 'SandboxFaults', faults };
    if (await printDocument(session, output, () => document)) return exitCode.ok;
    if (faults.length === 0) session.say('there are no faults; nlbctl sandbox fault kinds shows what can go wrong');
    else {
      const rows = faults.map(({ id, state, struck, fault }) => [
        id,
        fault.kind,
        state,
        String(struck),
        safe(parametersOf(fault)),
      ]);
      session.print(table(['ID', 'KIND', 'STATE', 'STRUCK', 'PARAMETERS'], rows, await session.surface('stdout')));
    }
    return exitCode.ok;
  });
}

/** Shows what can go wrong; no sandbox is needed for that. */
export async function kinds(session: Session): Promise<number> {
  const rows = Object.entries(faultKinds).map(([kind, { acts, summary }]) => [kind, acts, summary]);
  session.print(table(['KIND', 'ACTS IN', 'WHAT GOES WRONG'], rows, await session.surface('stdout')));
  return exitCode.ok;
}

export function add(session: Session, kind: string, parameters: readonly string[]): Promise<number> {
  return translated(async () => {
    const body = JSON.stringify(faultOfWords(kind, parameters));
    tell(session, await ask(session, { method: 'POST', body }), 'is there');
    return exitCode.ok;
  });
}

export function set(session: Session, file: string): Promise<number> {
  return translated(async () => {
    const faults = await ask(session, { method: 'PUT', body: await bodyOf(session, file) });
    if (faults.length === 0) session.say('no fault is there any more');
    tell(session, faults, 'is there');
    return exitCode.ok;
  });
}

/** One after the other: an id that there is not is said to, and those before it are ended. */
export function clear(session: Session, ids: readonly string[]): Promise<number> {
  return translated(async () => {
    if (ids.length === 0) {
      const cleared = await ask(session, { method: 'DELETE' });
      if (cleared.length === 0) session.say('there was no fault');
      tell(session, cleared, 'has ended');
    }
    for (const id of ids) tell(session, await ask(session, { method: 'DELETE', id }), 'has ended');
    return exitCode.ok;
  });
}

/** The sandbox that this runs in, or else the one that was started. */
async function ask(session: Session, request: ControlRequest): Promise<readonly InjectedFault[]> {
  const url = session.world.env['NLBCTL_SANDBOX_CONTROL'] || (await running(session)).controlUrl;
  if (url !== undefined) return askControl(url, request);
  throw new SandboxError(
    'not-running',
    'the sandbox that runs was started by an nlbctl that knows no faults',
    'nlbctl sandbox stop ends it, and nlbctl sandbox start --detach starts another one',
  );
}

async function bodyOf(session: Session, file: string): Promise<string> {
  if (file === '-') return textOf(session.world.stdin);
  try {
    return await readFile(resolve(session.world.cwd, file), 'utf8');
  } catch (error) {
    throw new SandboxError('usage', `the faults ${safe(file)} cannot be read: ${(error as Error).message}`);
  }
}

function tell(session: Session, faults: readonly InjectedFault[], what: string): void {
  if (session.flags.quiet === true) return;
  for (const { id, fault } of faults) session.say(`fault ${safe(id)}, ${safe(fault.kind)}, ${what}`);
}

/** As they are typed. */
function parametersOf(fault: object): string {
  return Object.entries(fault)
    .flatMap(([key, value]) => {
      if (key === 'kind') return [];
      if (typeof value !== 'object' || value === null) return `${key}=${value}`;
      return Object.entries(value).map(([inner, of]) => `${key}.${inner}=${of}`);
    })
    .join(' ');
}
