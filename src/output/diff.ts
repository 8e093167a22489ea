import type { Inspection } from '../model/inspection.ts';
import { notReadLines } from './inspection.ts';
import { table } from './table.ts';
import { type Surface, safe } from './terminal.ts';
import { address, paintVerdict, stateOf } from './words.ts';

/** What `diff` shows: a row for every target that is not as it should be, and ports without what they need. */
export function differenceTable(differing: Inspection, surface: Surface): string {
  const rows = differing.ports.flatMap((port) =>
    port.targetGroups.length === 0
      ? [[`${port.port}`, '', '', '', 'no listener', '']]
      : port.targetGroups.flatMap((group) =>
          group.targets.length === 0
            ? [
                [
                  `${port.port}`,
                  safe(group.name),
                  '',
                  '',
                  'wrong type',
                  `the listener forwards to targets of type ${group.type}`,
                ],
              ]
            : group.targets.map((target) => [
                `${port.port}`,
                safe(group.name),
                address(target),
                stateOf(target),
                paintVerdict(target.verdict, target.verdict, surface),
                safe(target.why),
              ]),
        ),
  );
  const body =
    rows.length === 0 ? [] : [table(['PORT', 'TARGET-GROUP', 'TARGET', 'HEALTH', 'VERDICT', 'WHY'], rows, surface)];
  return [...body, ...notReadLines(differing, surface)].join('\n');
}
