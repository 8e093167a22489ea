import type { ErrorCode } from './errors.ts';
import type { Service } from './service.ts';
import type { Origin, Snapshot } from './snapshot.ts';

/** Where a document comes from, and what was made unrecognizable in it. */
export interface Written {
  readonly tool: string;
  /** Of nlbctl. */
  readonly version: string;
  /** `account ids`, or nothing. */
  readonly redacted: readonly string[];
}

/** A Snapshot as `nlbctl snapshot` writes it. */
export type SnapshotDocument = Snapshot & Written;

/** The Snapshots of many Services. */
export interface SnapshotList extends Written {
  readonly apiVersion: 'nlbctl/v1';
  readonly kind: 'SnapshotList';
  /** When the last of them was read, RFC 3339 UTC. */
  readonly at: string;
  readonly origin: Pick<Origin, 'context' | 'cluster'>;
  readonly items: readonly SnapshotDocument[];
  /** Services of which no Snapshot could be made, and why. */
  readonly failures: readonly FailedService[];
}

export interface FailedService {
  readonly service: Service;
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | null;
}
