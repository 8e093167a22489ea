import { resolve } from 'node:path';
import type { Session } from '../cli/session.ts';
import { writeWhole } from '../cli/whole-file.ts';
import { NlbctlError } from '../model/errors.ts';
import { exitCode } from '../model/exit-codes.ts';
import type { SnapshotDocument, SnapshotList } from '../model/snapshot-document.ts';
import { eachOnce } from '../observe/observe.ts';
import { notReadLines } from '../output/inspection.ts';
import { json } from '../output/print.ts';
import { redacted, snapshotDocument, snapshotList } from '../output/snapshot.ts';

export interface Snapshotting {
  readonly file?: string;
  readonly allNamespaces?: boolean;
  readonly selector?: string;
  readonly redact?: boolean;
}

/** Observes and writes, and judges nothing. What could not be read is told, and is in the file as not read. */
export async function snapshot(session: Session, service: string | undefined, flags: Snapshotting): Promise<number> {
  const read = service === undefined ? await ofMany(session, flags) : await ofOne(session, service, flags);
  const document = flags.redact === true ? redacted(read) : read;
  const { file = '-' } = flags;
  if (file === '-') session.print(json(document));
  else
    await writeWhole(
      resolve(session.world.cwd, file),
      `${json(document)}\n`,
      `the snapshot cannot be written to ${file}`,
    );
  if (session.flags.quiet === true) return exitCode.ok;
  if (file !== '-') session.say(`${file} holds ${whatIsIn(document)}`);
  for (const line of notReadLines({ notRead: notReadIn(document) }, await session.surface('stderr'))) session.say(line);
  return exitCode.ok;
}

async function ofOne(session: Session, service: string, flags: Snapshotting): Promise<SnapshotDocument> {
  if (flags.allNamespaces === true || flags.selector !== undefined)
    throw new NlbctlError('Usage', `one Service is named, ${service}, and many are asked for`, {
      hint: 'leave out either the Service, or -A and -l',
    });
  return snapshotDocument(await session.observe(await session.service(service), { withSurroundings: true }));
}

/** The only Service of a namespace makes a Snapshot like one that is named; what is asked for as many is a list. */
async function ofMany(session: Session, { allNamespaces = false, selector }: Snapshotting) {
  const where = { allNamespaces, selector: selector ?? null };
  const { observed, at, namespace, ...origin } = await session.observeAll(where, { withSurroundings: true });
  const [only] = observed;
  if (only === undefined)
    throw new NlbctlError(
      'NoCandidate',
      `${namespace === null ? 'no namespace' : `namespace ${namespace}`} has a Service with a load balancer${selector === undefined ? '' : ` that ${selector} takes`}`,
      { hint: 'name a namespace with -n; nlbctl list -A shows every Service that has one' },
    );
  if (observed.length > 1 || allNamespaces || selector !== undefined) return snapshotList(observed, at, origin);
  if ('failure' in only) throw only.failure;
  return snapshotDocument(only.snapshot);
}

function whatIsIn(document: SnapshotDocument | SnapshotList): string {
  const masked = document.redacted.length === 0 ? '' : `, without ${document.redacted.join(', ')}`;
  if (document.kind === 'Snapshot') return `Service ${document.service.namespace}/${document.service.name}${masked}`;
  const { items, failures } = document;
  const failed = failures.length === 0 ? '' : `, and why ${failures.length} could not be read`;
  return `${items.length} ${items.length === 1 ? 'Service' : 'Services'}${failed}${masked}`;
}

function notReadIn(document: SnapshotDocument | SnapshotList) {
  return document.kind === 'Snapshot' ? document.notRead : eachOnce(document.items.flatMap(({ notRead }) => notRead));
}
