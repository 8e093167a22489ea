import type { JudgedGroup, JudgedTarget } from '../../../model/inspection.ts';

/** Failing targets of one group that ELBv2 gives one reason for. */
export interface Failing {
  readonly port: number;
  readonly group: JudgedGroup;
  readonly reason: string | null;
  readonly targets: readonly JudgedTarget[];
}

/** Whether the target was checked and failed: other reasons say that it could not even be checked. */
export function isCheckFailure(reason: string | null): boolean {
  return (
    reason === 'Target.FailedHealthChecks' || reason === 'Target.Timeout' || reason === 'Target.ResponseCodeMismatch'
  );
}

/** The port that checks of a target ask. */
export function checkPortOf({ healthCheck }: JudgedGroup, { port }: JudgedTarget): number {
  return healthCheck.port === 'traffic-port' ? port : Number(healthCheck.port);
}
