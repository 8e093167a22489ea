import type { Inspection, Verdict } from '../model/inspection.ts';
import { notReadLines } from './inspection.ts';
import { table } from './table.ts';
import { type Surface, safe } from './terminal.ts';
import { address, paintVerdict, stateOf } from './words.ts';

/** Something that is not as it should be; texts are as they came. */
export interface Difference {
  readonly port: number;
  readonly group: string;
  readonly target: string;
  readonly health: string;
  readonly verdict: Verdict | 'no listener' | 'wrong type';
  readonly why: string;
}

const none = { group: '', target: '', health: '', why: '' } as const;

/** Every target that is not as it should be, and ports without what they need. */
export function differenceRows({ ports }: Inspection): Difference[] {
  return ports.flatMap(({ port, targetGroups }): Difference[] =>
    targetGroups.length === 0
      ? [{ ...none, port, verdict: 'no listener' }]
      : targetGroups.flatMap(({ name: group, type, targets }): Difference[] =>
          targets.length === 0
            ? [{ ...none, port, group, verdict: 'wrong type', why: `the listener forwards to targets of type ${type}` }]
            : targets.map((target) => ({
                port,
                group,
                target: address(target),
                health: stateOf(target),
                verdict: target.verdict,
                why: target.why,
              })),
        ),
  );
}

/** What `diff` shows. */
export function differenceTable(differing: Inspection, surface: Surface): string {
  const rows = differenceRows(differing).map(({ port, group, target, health, verdict, why }) => [
    `${port}`,
    safe(group),
    target,
    health,
    verdict === 'no listener' || verdict === 'wrong type' ? verdict : paintVerdict(verdict, verdict, surface),
    safe(why),
  ]);
  const body =
    rows.length === 0 ? [] : [table(['PORT', 'TARGET-GROUP', 'TARGET', 'HEALTH', 'VERDICT', 'WHY'], rows, surface)];
  return [...body, ...notReadLines(differing, surface)].join('\n');
}
