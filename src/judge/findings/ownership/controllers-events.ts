import type { ControllerEvent } from '../../../model/event.ts';
import type { Snapshot } from '../../../model/snapshot.ts';

/** The components as which the controller reports: on Services, and on bindings (AWS Load Balancer Controller, main.go). */
const components: ReadonlySet<string | null> = new Set(['service', 'targetGroupBinding']);

/**
 * Those of the Snapshot's events that the controller wrote: others write on Services too, such as the endpoint slice
 * controller. null: events were not read.
 */
export function controllersEvents({ events }: Pick<Snapshot, 'events'>): ControllerEvent[] | null {
  return events?.filter(({ source }) => components.has(source)) ?? null;
}
