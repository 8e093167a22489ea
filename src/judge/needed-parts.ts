import type { Inspection } from '../model/inspection.ts';
import type { NotRead, Snapshot } from '../model/snapshot.ts';
import type { TargetType } from '../model/target-type.ts';
import { expectedTargets } from './expected.ts';
import { unreadFront } from './expected-of-group.ts';
import { whyNotRead } from './not-read.ts';
import { getsTraffic } from './standing.ts';

/**
 * What a wait cannot do without and may not read: it would wait for ever. A cluster without the kind TargetGroupBinding
 * lacks no permission: the kind may still come.
 */
export function unreadNeeds(snapshot: Snapshot, inspection: Inspection, wanted: TargetType | null): NotRead[] {
  const front = unreadFront(snapshot);
  const groups = snapshot.targetGroups === null ? [whyNotRead(snapshot, 'target groups')] : [];
  const needs = [
    ...(front === null ? [] : [front]),
    ...groups,
    ...unreadBindings(snapshot),
    ...unreadSets(snapshot, wanted),
    ...unreadGroups(snapshot, inspection, wanted),
  ];
  return [...new Map(needs.map((need) => [`${need.what} ${need.permission}`, need])).values()];
}

/**
 * What a change of the target type cannot be seen through without. The groups that will be waited for are not there yet:
 * where the health of those that are may not be read, neither may theirs.
 */
export function unreadForChange(snapshot: Snapshot, inspection: Inspection, to: TargetType): NotRead[] {
  const needs = unreadNeeds(snapshot, inspection, to);
  const blind = snapshot.targetGroups?.some(({ targets }) => targets === null) === true;
  const health = whyNotRead(snapshot, 'target health');
  return blind && !needs.some(({ what }) => what === health.what) ? [...needs, health] : needs;
}

function unreadBindings(snapshot: Snapshot): NotRead[] {
  if (snapshot.bindings !== null) return [];
  const why = whyNotRead(snapshot, 'bindings');
  return why.permission === null ? [] : [why];
}

/** What the expected sets of the wanted type need, also before there is a group to fill. */
function unreadSets(snapshot: Snapshot, wanted: TargetType | null): NotRead[] {
  if (wanted === null) return [];
  const sets = snapshot.service.ports.map((port) => expectedTargets(snapshot, port, wanted, null));
  const doubtful = sets.some((set) => set.known && set.targets.some(({ doubt }) => doubt !== null));
  const missing = sets.flatMap((set) => (set.known ? [] : set.missing));
  const local = wanted === 'instance' && doubtful && snapshot.endpointSlices === null;
  return [...missing, ...(local ? [whyNotRead(snapshot, 'endpoint slices')] : [])];
}

/** What hides the groups that the wait is for; those of another type are about to go, and nothing hangs on them. */
function unreadGroups(snapshot: Snapshot, { ports }: Inspection, wanted: TargetType | null): NotRead[] {
  const groups = ports
    .flatMap(({ targetGroups }) => targetGroups.filter(getsTraffic))
    .filter(({ type }) => wanted === null || type === wanted);
  const health = groups.some(({ targetsRead }) => !targetsRead) ? [whyNotRead(snapshot, 'target health')] : [];
  return [...groups.flatMap(({ expectation }) => expectation.missing), ...health];
}
