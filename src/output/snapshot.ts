import type { ErrorCode } from '../model/errors.ts';
import type { Service } from '../model/service.ts';
import type { Origin, Snapshot } from '../model/snapshot.ts';
import type { SnapshotDocument, SnapshotList } from '../model/snapshot-document.ts';
import type { ControllerDeployment } from '../model/surroundings.ts';
import { withoutAccounts } from './redaction.ts';
import { version } from './version.ts';

/** What `redacted` says of a document without account ids. */
const accountIds = 'account ids';

/** A Service that was looked at: its Snapshot, or why there is none. */
export type Seen =
  | { readonly snapshot: Snapshot }
  | {
      readonly service: Service;
      readonly failure: { readonly code: ErrorCode; readonly message: string; readonly hint: string | null };
    };

/**
 * A Snapshot as a document. What is secret is not in a Snapshot; the controller's arguments, which are anybody's words, are
 * left out where they sound like it.
 */
export function snapshotDocument(snapshot: Snapshot): SnapshotDocument {
  const { apiVersion, kind, at, origin, ...rest } = snapshot;
  const { surroundings } = snapshot;
  const controllers = surroundings?.controllers?.map(withHarmlessArguments) ?? null;
  const written = { tool: 'nlbctl', version, redacted: redactedIn(snapshot) };
  return {
    ...{ apiVersion, kind, ...written, at, origin, ...rest },
    surroundings: surroundings === null ? null : { ...surroundings, controllers },
  };
}

export function snapshotList(
  seen: readonly Seen[],
  at: string,
  { context, cluster }: Pick<Origin, 'context' | 'cluster'>,
): SnapshotList {
  const items = seen.flatMap((each) => ('snapshot' in each ? [snapshotDocument(each.snapshot)] : []));
  return {
    apiVersion: 'nlbctl/v1',
    kind: 'SnapshotList',
    tool: 'nlbctl',
    version,
    redacted: items[0]?.redacted ?? [],
    at,
    origin: { context, cluster },
    items,
    failures: seen.flatMap((each) => {
      if ('snapshot' in each) return [];
      const { code, message, hint } = each.failure;
      return [{ service: each.service, code, message, hint }];
    }),
  };
}

/** The document without account ids; it says so. One that has none any more stays as it is. */
export function redacted<Document extends SnapshotDocument | SnapshotList>(document: Document): Document {
  if (document.redacted.includes(accountIds)) return document;
  const marked = <Part extends SnapshotDocument | SnapshotList>(part: Part): Part => ({
    ...part,
    redacted: [...part.redacted, accountIds],
    ...('items' in part ? { items: part.items.map(marked) } : {}),
  });
  return withoutAccounts(marked(document));
}

/** What a Snapshot that comes from a file is marked with already. */
const redactedIn = (snapshot: Snapshot & { readonly redacted?: readonly string[] }): readonly string[] =>
  snapshot.redacted ?? [];

/** Flags with their values, and no other words: what a shell is told to do may hold anything. */
function withHarmlessArguments(controller: ControllerDeployment): ControllerDeployment {
  const kept = controller.arguments.flatMap((argument, index, all) => {
    if (argument.startsWith('-'))
      return [argument.replace(/^(-[^=]*(?:password|secret|token|credential|key)[^=]*=).*$/is, '$1')];
    const flag = all[index - 1] ?? '';
    const isValue = flag.startsWith('-') && !flag.includes('=') && !/password|secret|token|credential|key/i.test(flag);
    return isValue ? [argument] : [];
  });
  return { ...controller, arguments: kept };
}
