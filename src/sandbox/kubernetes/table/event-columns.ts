import type { KubeObject } from '../../store/object.ts';
import { type Column, text, wide } from './column.ts';
import { humanDuration, since } from './human-duration.ts';

/** The object that an event is about, in either version of the API. */
const subject = (event: KubeObject) => event['involvedObject'] ?? event['regarding'] ?? {};
const count = (event: KubeObject): number => event['series']?.count ?? event['count'] ?? event['deprecatedCount'] ?? 1;
const firstSeen = (event: KubeObject): string | undefined =>
  event['firstTimestamp'] ?? event['deprecatedFirstTimestamp'] ?? event['eventTime'];

function lastSeen(event: KubeObject, now: number): string {
  const last = event['series']?.lastObservedTime ?? event['lastTimestamp'] ?? event['deprecatedLastTimestamp'];
  return since(last ?? firstSeen(event), now);
}

function source(event: KubeObject): string {
  const { component, host } = event['source'] ?? event['deprecatedSource'] ?? {};
  const name = component ?? event['reportingComponent'] ?? event['reportingController'] ?? '';
  return host ? `${name}, ${host}` : name;
}

export const eventColumns: readonly Column[] = [
  text('Last Seen', (event, now) => lastSeen(event, now)),
  text('Type', ({ type }) => type),
  text('Reason', ({ reason }) => reason),
  text('Object', (event) => `${String(subject(event).kind ?? '').toLowerCase()}/${subject(event).name ?? ''}`),
  wide('Subobject', (event) => subject(event).fieldPath),
  wide('Source', source),
  text('Message', (event) => String(event['message'] ?? event['note'] ?? '').trim()),
  wide('First Seen', (event, now) => {
    const first = firstSeen(event);
    return first ? humanDuration(now - Date.parse(first)) : '<unknown>';
  }),
  wide('Count', count),
  { name: 'Name', type: 'string', format: 'name', priority: 1, cell: ({ metadata }) => metadata.name },
];
