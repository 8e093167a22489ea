import type { Listed } from '../judge/listed.ts';
import type { ErrorCode, NlbctlError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';
import type { Inspection } from '../model/inspection.ts';
import type { Plan } from '../model/plan.ts';
import type { ProbeRecord } from '../model/probe.ts';
import type { Outcome, PhaseRecord, Rollback } from '../model/progress.ts';
import type { NotRead, Origin } from '../model/snapshot.ts';
import { version } from './version.ts';

const apiVersion = 'nlbctl/v1';

/** The machine-readable face of an Inspection, `kind` Inspection or Diff. */
export function inspectionDocument(kind: 'Inspection' | 'Diff', inspection: Inspection, findings: readonly Finding[]) {
  const { at, origin, notRead, ...rest } = inspection;
  return { apiVersion, kind, meta: { tool: 'nlbctl', version, at, ...origin, notRead }, ...rest, findings };
}

export function listDocument(
  items: readonly (Listed & { readonly findings: readonly Finding[] })[],
  at: string,
  { context, cluster }: Pick<Origin, 'context' | 'cluster'>,
  notRead: readonly NotRead[],
) {
  return { apiVersion, kind: 'List', meta: { tool: 'nlbctl', version, at, context, cluster, notRead }, items };
}

/** What a wait came to, with the last Inspection. */
export function waitDocument(
  inspection: Inspection,
  findings: readonly Finding[],
  result: Outcome,
  phases: readonly PhaseRecord[],
) {
  return { ...inspectionDocument('Inspection', inspection, findings), kind: 'WaitResult', result, phases };
}

/** How a migration came out; `rollback` is null where the way back was not gone, `probe` where it was not measured. */
export function migrationDocument(
  inspection: Inspection,
  findings: readonly Finding[],
  result: Outcome,
  phases: readonly PhaseRecord[],
  { rollback, probe }: { readonly rollback: Rollback | null; readonly probe: ProbeRecord | null },
) {
  return {
    ...inspectionDocument('Inspection', inspection, findings),
    kind: 'MigrationResult',
    result,
    phases,
    rollback,
    probe,
  };
}

/** What a probe came to, with the Service as it was found. */
export function probeDocument(
  inspection: Inspection,
  findings: readonly Finding[],
  result: Outcome,
  probe: ProbeRecord,
) {
  return {
    ...inspectionDocument('Inspection', inspection, findings),
    kind: 'ProbeResult',
    result,
    phases: [],
    probe,
  };
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

/** A plan, with the Service as it was found. `expiresAt` is RFC 3339. */
export function planDocument(
  inspection: Inspection,
  findings: readonly Finding[],
  { ports: plannedPorts, ...plan }: Plan,
  inputs: { readonly hash: string; readonly parts: Readonly<Record<string, string>> },
  expiresAt: string,
) {
  return {
    ...inspectionDocument('Inspection', inspection, findings),
    kind: 'Plan',
    ...plan,
    plannedPorts,
    inputs,
    expiresAt,
  };
}
