import type { Service } from '../model/service.ts';

/**
 * An annotation of nlbctl's own, with the time: the controller looks at a Service again when its annotations change, and at
 * nothing less (AWS Load Balancer Controller, controllers/service/eventhandlers/service_events.go).
 *
 * @param at RFC 3339.
 */
export function touchPatch({ resourceVersion }: Pick<Service, 'resourceVersion'>, at: string) {
  return { metadata: { resourceVersion, annotations: { 'nlbctl/touched': at } } };
}
