import { copy } from '../store/json.ts';
import type { KubeObject } from '../store/object.ts';
import { defineResource } from '../store/resources.ts';

/** `events.k8s.io/v1` is the same storage as the events of `core/v1` under other names. */
export const eventsView = defineResource({
  group: 'events.k8s.io',
  version: 'v1',
  resource: 'events',
  kind: 'Event',
  shortNames: ['ev'],
  generation: false,
});

/** The field of `core/v1` for each field of `events.k8s.io/v1` that is called otherwise. */
const names: readonly (readonly [view: string, stored: string])[] = [
  ['regarding', 'involvedObject'],
  ['note', 'message'],
  ['reportingController', 'reportingComponent'],
  ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
];

function rename(object: KubeObject, apiVersion: string, pairs: readonly (readonly [string, string])[]): KubeObject {
  const table = new Map(pairs);
  const members = Object.entries(copy(object)).map(([key, value]) => [table.get(key) ?? key, value]);
  return { ...Object.fromEntries(members), apiVersion };
}

export const toEventsView = (stored: KubeObject): KubeObject =>
  rename(
    stored,
    'events.k8s.io/v1',
    names.map(([view, name]) => [name, view] as const),
  );

export const fromEventsView = (event: KubeObject): KubeObject => rename(event, 'v1', names);
