import type { Verdict } from '../model/inspection.ts';

interface VerdictInfo {
  readonly label: string;
  /** The higher, the more it wants a person; 0: nothing to do. */
  readonly severity: 0 | 1 | 2 | 3;
  readonly hint: string;
}

/** What each verdict says and how bad it is. */
export const verdicts = {
  ok: { label: 'ok', severity: 0, hint: 'expected, registered and healthy' },
  'by-design': { label: 'by design', severity: 0, hint: 'gets no traffic, and that is right' },
  starting: { label: 'starting', severity: 1, hint: 'registered, its first health checks are not done: wait' },
  draining: { label: 'draining', severity: 1, hint: 'being deregistered, open connections may finish' },
  missing: { label: 'missing', severity: 2, hint: 'should be registered and is not' },
  extra: { label: 'extra', severity: 2, hint: 'registered and should not be' },
  stale: { label: 'stale', severity: 2, hint: 'registered, while its node or pod is gone' },
  unknown: { label: 'unknown', severity: 2, hint: 'could not be judged: something may not be read' },
  failing: { label: 'failing', severity: 3, hint: 'should serve and fails' },
} as const satisfies Record<Verdict, VerdictInfo>;

/** Whether a target with this verdict differs from what should be. */
export function differs(verdict: Verdict): boolean {
  return verdict !== 'ok' && verdict !== 'by-design';
}
