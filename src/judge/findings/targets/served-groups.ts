import type { JudgedGroup, JudgedTarget, Verdict } from '../../../model/inspection.ts';
import { choosesAsKnown } from '../../plan/expected-after.ts';
import { getsTraffic, nameOf } from '../../standing.ts';
import { enumerated } from '../enumeration.ts';
import type { Subject } from '../finding.ts';

/** A group that gets traffic, and the port whose traffic that is. */
export interface ServedGroup {
  readonly port: number;
  readonly group: JudgedGroup;
}

/** The groups that get traffic now, whatever is planned. */
export function servedGroups({ inspection }: Subject): ServedGroup[] {
  if (!choosesAsKnown(inspection.service.owner)) return [];
  return inspection.ports.flatMap(({ port, targetGroups }) =>
    targetGroups.filter(getsTraffic).map((group) => ({ port, group })),
  );
}

export function targetsWith({ targets }: JudgedGroup, verdict: Verdict): JudgedTarget[] {
  return targets.filter((target) => target.verdict === verdict);
}

/** `i-0a1b:31234 (node ip-10-42-139-20) and ...`. */
export function namesOf(targets: readonly JudgedTarget[]): string {
  return enumerated(targets.map(nameOf));
}

/** A target as the AWS CLI takes it. */
export function cliTargets(targets: readonly JudgedTarget[]): string {
  return targets.map(({ id, port }) => `Id=${id},Port=${port}`).join(' ');
}
