import { annotation } from '../model/annotations.ts';
import type { Inspection } from '../model/inspection.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { TargetType } from '../model/target-type.ts';
import { wrapped } from './table.ts';
import { type Surface, safe } from './terminal.ts';

const whatHappens =
  'The controller makes an empty target group for each port, points the listener at it, and only then registers targets; the old groups are deleted soon after. NLB, DNS name and listeners stay.';
const whatItCosts =
  'While the new targets are registered and checked, connections through the NLB may fail: commonly for 1 to 5 minutes.';

/** What a migration is about to do, where, and what that means; shown before anything is written. */
export function intentionText(inspection: Inspection, { service }: Snapshot, to: TargetType, surface: Surface): string {
  const { origin } = inspection;
  const { paint } = surface;
  const before = service.annotations[annotation.targetType];
  const named = (what: string, value: string | null) => (value === null ? [] : [`${what} ${safe(value)}`]);
  const ports = inspection.ports.map(({ port, protocol }) => `${port}/${protocol}`).join(', ');
  return [
    [
      ...named('context', origin.context),
      ...named('cluster', origin.cluster),
      ...named('account', origin.account),
      ...named('region', origin.region),
    ].join(', '),
    `Service ${service.namespace}/${service.name}, NLB ${safe(inspection.loadBalancer?.name ?? 'none yet')}, ports ${ports}`,
    '',
    `  ${annotation.targetType}`,
    paint.red(`  - ${before === undefined ? '(absent)' : safe(JSON.stringify(before))}`),
    paint.green(`  + "${to}"`),
    '',
    wrapped(whatHappens, '', surface),
    paint.yellow(wrapped(whatItCosts, '', surface)),
  ].join('\n');
}
