import type { Inspection } from '../../model/inspection.ts';
import type { Intent } from '../../model/migration.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { History } from '../history.ts';
import { secondsBetween } from '../instants.ts';
import { getsTraffic } from '../standing.ts';

/**
 * The controller is given so long to do by itself what a touch would have it do. Between the switch of a listener and the
 * making of its binding there is an instant that looks the same: nothing may have moved for so long either.
 */
const patienceSeconds = 60;

/**
 * Names of target groups of the wanted type that get traffic and that nothing fills, although the controller says that it
 * is done. A binding that was being deleted when the Service was changed back counts for the controller as there; when it
 * has gone, nothing makes it again until the Service changes (AWS Load Balancer Controller,
 * pkg/deploy/elbv2/target_group_binding_synthesizer.go matches bindings by ARN and does not look at deletionTimestamp).
 */
export function groupsWithoutBinding(
  snapshot: Snapshot,
  inspection: Inspection,
  { touchedAt, movedAt, firstAt }: History,
  { to }: Intent,
): string[] {
  const { bindings, service, at } = snapshot;
  // While one of them goes, the controller would take it for the one that is wanted again.
  if (bindings === null || bindings.some(({ deletionTimestamp }) => deletionTimestamp !== null)) return [];
  const groups = inspection.ports.flatMap(({ targetGroups }) => targetGroups.filter(getsTraffic));
  if (groups.length === 0 || groups.some(({ type }) => type !== to)) return [];
  const lost = groups.filter(({ binding }) => binding === null);
  if (lost.length === 0 || !saysDone(snapshot)) return [];
  // Whatever nlbctl wrote last, a touch too, is given its time.
  const recent = [service.ownWriteAt, touchedAt, movedAt ?? firstAt].filter((time) => time !== null);
  if (recent.some((time) => secondsBetween(time, at) < patienceSeconds)) return [];
  return lost.map(({ name }) => name);
}

/** Whether the newest event of the Service is the controller's success, and some time ago. Of events of one second any may be the last. */
function saysDone({ events, at }: Snapshot): boolean {
  const ofService = (events ?? []).filter(({ object }) => object.kind === 'Service');
  const time = (text: string | null) => Date.parse(text ?? '') || 0;
  const newest = Math.max(0, ...ofService.map(({ lastTimestamp }) => time(lastTimestamp)));
  return ofService.some(
    ({ reason, lastTimestamp }) =>
      reason === 'SuccessfullyReconciled' &&
      lastTimestamp !== null &&
      time(lastTimestamp) === newest &&
      secondsBetween(lastTimestamp, at) >= patienceSeconds,
  );
}
