import type { Listed } from '../judge/listed.ts';
import type { ErrorCode, NlbctlError } from '../model/errors.ts';
import type { Inspection } from '../model/inspection.ts';
import type { Outcome, PhaseRecord } from '../model/progress.ts';
import type { NotRead, Origin } from '../model/snapshot.ts';
import { version } from './version.ts';

const apiVersion = 'nlbctl/v1';

/** The machine-readable face of an Inspection, `kind` Inspection or Diff. */
export function inspectionDocument(kind: 'Inspection' | 'Diff', inspection: Inspection) {
  const { at, origin, notRead, ...rest } = inspection;
  return { apiVersion, kind, meta: { tool: 'nlbctl', version, at, ...origin, notRead }, ...rest };
}

export function listDocument(
  items: readonly Listed[],
  at: string,
  { context, cluster }: Pick<Origin, 'context' | 'cluster'>,
  notRead: readonly NotRead[],
) {
  return { apiVersion, kind: 'List', meta: { tool: 'nlbctl', version, at, context, cluster, notRead }, items };
}

/** What a wait or a migration came to, with the last Inspection. */
export function resultDocument(
  kind: 'WaitResult' | 'MigrationResult',
  inspection: Inspection,
  result: Outcome,
  phases: readonly PhaseRecord[],
) {
  return { ...inspectionDocument('Inspection', inspection), kind, result, phases };
}

/** `code` is an NlbctlError's, or `Unexpected` for a bug. */
export function errorDocument(
  error: Pick<NlbctlError, 'message' | 'hint' | 'exitCode'> & { readonly code: ErrorCode | 'Unexpected' },
) {
  return {
    apiVersion,
    kind: 'Error',
    code: error.code,
    message: error.message,
    hint: error.hint,
    exitCode: error.exitCode,
  };
}
