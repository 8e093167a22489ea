import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import common from '../../schema/common.json' with { type: 'json' };
import snapshotSchema from '../../schema/snapshot.json' with { type: 'json' };
import listSchema from '../../schema/snapshot-list.json' with { type: 'json' };
import { NlbctlError } from '../model/errors.ts';
import type { SnapshotDocument, SnapshotList } from '../model/snapshot-document.ts';
import { parsedJson } from './json-text.ts';
import { checkedShape } from './shape.ts';

/** Bytes of the largest file that is read: some thousand Services. */
const largest = 200_000_000;

/** A file of Snapshots, whichever of the two kinds it is. */
export type SnapshotFile = SnapshotDocument | SnapshotList;

/** A file by its path, or a stream such as stdin; `name` is what messages call it. */
export type Source = { readonly name: string } & ({ readonly path: string } | { readonly stream: Incoming });

type Incoming = AsyncIterable<Uint8Array | string> & { destroy?(): unknown };

/**
 * Reads what `nlbctl snapshot` wrote. Nothing in it is trusted: what cannot be read, is too large, no JSON, of another
 * kind or version, or of another shape is refused as Usage, with the place.
 */
export async function readSnapshotFile(from: Source, signal: AbortSignal): Promise<SnapshotFile> {
  const document = parsedJson(decoded(await bytesOf(from, signal), from.name));
  if ('flaw' in document) throw notASnapshot(from.name, [document.flaw]);
  return checked(document.value, from.name);
}

/** Holds a parsed document to the schema of its kind. `name` is what messages call it. */
export function checked(document: unknown, name: string): SnapshotFile {
  const { apiVersion, kind } = (typeof document === 'object' && document !== null ? document : {}) as Partial<
    Record<string, unknown>
  >;
  if (kind !== 'Snapshot' && kind !== 'SnapshotList')
    throw notASnapshot(name, [
      kind === undefined
        ? 'kind: it has none; a snapshot is a document of kind Snapshot or SnapshotList'
        : `kind: it is ${JSON.stringify(kind)}, not Snapshot or SnapshotList`,
    ]);
  if (apiVersion !== 'nlbctl/v1')
    throw new NlbctlError(
      'Usage',
      `${name} is a snapshot of version ${JSON.stringify(apiVersion ?? null)}, and this nlbctl reads nlbctl/v1`,
      { hint: 'read it with the nlbctl that wrote it, or with a newer one' },
    );
  const { value, flaws } =
    kind === 'Snapshot'
      ? checkedShape<SnapshotFile>(document, snapshotSchema, { others: [common], every: false })
      : checkedShape<SnapshotFile>(document, listSchema, { others: [common, snapshotSchema], every: false });
  if (value === null) throw notASnapshot(name, flaws);
  const twice = 'items' in value ? namedTwice(value) : null;
  if (twice !== null) throw notASnapshot(name, [`items: Service ${twice} is in it more than once`]);
  return value;
}

function namedTwice({ items, failures }: SnapshotList): string | null {
  const seen = new Set<string>();
  for (const { service } of [...items, ...failures]) {
    const key = `${service.namespace}/${service.name}`;
    if (seen.has(key)) return key;
    seen.add(key);
  }
  return null;
}

/** A size that is known beforehand is judged beforehand; pipes have none. */
async function bytesOf(from: Source, signal: AbortSignal): Promise<Buffer> {
  try {
    if ('path' in from && (await stat(from.path)).size > largest) throw tooLarge(from.name);
    return await collected('path' in from ? createReadStream(from.path) : from.stream, from.name, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof NlbctlError) throw error;
    const why = (error as Error).message.replace(/, \w+( '.*)?$/s, '');
    throw new NlbctlError('Usage', `the snapshot ${from.name} cannot be read: ${why}`, {
      hint: 'nlbctl snapshot SERVICE -f FILE writes one',
      cause: error,
    });
  }
}

/** A stream that nobody ends would keep the process alive after a signal. */
async function collected(stream: Incoming, name: string, signal: AbortSignal): Promise<Buffer> {
  const stop = () => void stream.destroy?.();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of stream) {
      const piece = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      bytes += piece.length;
      if (bytes > largest) throw tooLarge(name);
      chunks.push(piece);
    }
    return Buffer.concat(chunks);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** UTF-8, and UTF-16 as PowerShell's `>` writes it. */
function decoded(bytes: Buffer, name: string): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw notASnapshot(name, ['it is no text in UTF-8; is it compressed?']);
  }
}

const tooLarge = (name: string) => notASnapshot(name, ['it is larger than 200 MB']);

const notASnapshot = (name: string, flaws: readonly string[]) =>
  new NlbctlError(
    'Usage',
    [`${name} is not a snapshot that nlbctl can read:`, ...flaws.map((flaw) => `  ${flaw}`)].join('\n'),
    { hint: 'nlbctl snapshot SERVICE -f FILE writes one' },
  );
