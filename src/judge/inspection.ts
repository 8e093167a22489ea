import { annotation } from '../model/annotations.ts';
import type { Inspection, JudgedGroup, JudgedPort, JudgedTarget, Summary } from '../model/inspection.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { RegisteredTarget } from '../model/target-group.ts';
import type { TargetType } from '../model/target-type.ts';
import { backingsOf } from './backing.ts';
import { expectedOfGroup, roleOf } from './expected-of-group.ts';
import { type ExpectedTarget, targetKey } from './expected-set.ts';
import { groupsOfPort, listenerOn, type PlacedGroup, portsOf, servicePortOf } from './groups-of-port.ts';
import { whyNotRead } from './not-read.ts';
import { compareText, firstOfEach, orderedBy } from './order.ts';
import { ownerOf } from './owner.ts';
import { effectiveTargetType, isTargetType } from './target-type.ts';
import { type GroupSide, isNotRegistered, type Judgement, judgeExpected, judgeUnexpected } from './verdict.ts';

/** Holds everything that is registered against what should be: one Snapshot in, one Inspection out, nothing else looked at. */
export function judge(snapshot: Snapshot): Inspection {
  const { service, loadBalancer } = snapshot;
  const owner = ownerOf(service, loadBalancer?.tags ?? null);
  return {
    at: snapshot.at,
    origin: snapshot.origin,
    notRead: snapshot.notRead,
    lookup: snapshot.lookup,
    service: {
      namespace: service.namespace,
      name: service.name,
      uid: service.uid,
      resourceVersion: service.resourceVersion,
      owner,
      controllerVersion: versionOf(snapshot),
      targetType: {
        annotation: service.annotations[annotation.targetType] ?? null,
        effective: effectiveTargetType(service, owner, liveTargetType(snapshot)),
      },
      externalTrafficPolicy: service.externalTrafficPolicy,
    },
    loadBalancer:
      loadBalancer === null
        ? null
        : {
            arn: loadBalancer.arn,
            name: loadBalancer.name,
            dnsName: loadBalancer.dnsName,
            scheme: loadBalancer.scheme,
            state: loadBalancer.state,
            zones: loadBalancer.zones,
            securityGroups: loadBalancer.securityGroups,
          },
    ports: portsOf(snapshot).map((port) => judgePort(snapshot, port)),
  };
}

/** The type of the groups that get traffic now; null: none does, or they are of several types. */
export function liveTargetType(snapshot: Snapshot): TargetType | null {
  const types = new Set(
    portsOf(snapshot)
      .flatMap((port) => groupsOfPort(snapshot, port))
      .filter(({ weight }) => weight !== null && weight > 0)
      .map(({ group }) => group.targetType),
  );
  const [only] = types;
  return types.size === 1 && isTargetType(only) ? only : null;
}

function judgePort(snapshot: Snapshot, port: number): JudgedPort {
  const listener = listenerOn(snapshot, port);
  const servicePort = servicePortOf(snapshot, port);
  return {
    port,
    protocol: listener?.protocol ?? servicePort?.protocol ?? 'TCP',
    name: servicePort?.name ?? null,
    listenerArn: listener?.arn ?? null,
    targetGroups: groupsOfPort(snapshot, port).map((placed) => judgeGroup(snapshot, placed, port)),
  };
}

function judgeGroup(snapshot: Snapshot, placed: PlacedGroup, port: number): JudgedGroup {
  const { group, binding, weight } = placed;
  const set = expectedOfGroup(snapshot, placed, port);
  const expected = new Map((set.known ? set.targets : []).map((target) => [targetKey(target), target]));
  const portsById = new Map<string, number[]>();
  for (const { id, port: number } of expected.values()) portsById.set(id, [...(portsById.get(id) ?? []), number]);
  const side: GroupSide = {
    role: roleOf(snapshot, placed),
    zones: snapshot.loadBalancer?.zones ?? [],
    setUnread: set.known ? null : (set.missing[0] ?? whyNotRead(snapshot, 'target groups')),
    healthUnread: group.targets === null ? whyNotRead(snapshot, 'target health') : null,
    shared: binding?.multiCluster ?? false,
    backing: backingsOf(snapshot, group.targetType),
    skipped: new Map(set.known ? set.skipped.map(({ name, why }) => [name, why]) : []),
    portsOf: (id) => portsById.get(id) ?? [],
  };
  const targets = rowsOf(expected, registeredIn(group.targets ?? []), side);
  return {
    arn: group.arn,
    name: group.name,
    type: group.targetType,
    port: group.port,
    protocol: group.protocol,
    weight,
    healthCheck: group.healthCheck,
    binding:
      binding === null
        ? null
        : {
            name: binding.name,
            generation: binding.generation,
            observedGeneration: binding.observedGeneration,
            terminating: binding.deletionTimestamp !== null,
          },
    expectation: {
      known: set.known,
      missing: set.known ? [] : set.missing,
      problems: set.known ? set.problems : [],
      skipped: set.known ? set.skipped : [],
    },
    targetsRead: group.targets !== null,
    summary: summaryOf(targets),
    targets,
  };
}

/** By id and port, in an order that does not hang on the API's. */
function registeredIn(targets: readonly RegisteredTarget[]): RegisteredTarget[] {
  return firstOfEach(
    orderedBy(targets, (target) => JSON.stringify(target)),
    targetKey,
  );
}

/** One row for each target that is expected, registered, or both; by zone, id and port, so that output does not jump. */
function rowsOf(
  expected: ReadonlyMap<string, ExpectedTarget>,
  registered: readonly RegisteredTarget[],
  side: GroupSide,
): JudgedTarget[] {
  const byKey = new Map(registered.map((target) => [targetKey(target), target]));
  const rows = [...expected].map(([key, target]) => expectedRow(target, byKey.get(key) ?? null, side));
  const others = registered.filter((target) => !expected.has(targetKey(target)) && !isNotRegistered(target));
  return [...rows, ...others.map((target) => unexpectedRow(target, side))].sort(
    (a, b) => compareText(a.zone, b.zone) || compareText(a.id, b.id) || a.port - b.port,
  );
}

function expectedRow(expected: ExpectedTarget, registered: RegisteredTarget | null, side: GroupSide): JudgedTarget {
  const judgement = judgeExpected(expected, registered, side);
  return {
    id: expected.id,
    port: expected.port,
    zone: expected.zone ?? registered?.zone ?? null,
    node: expected.node,
    pod: expected.pod,
    readyPods: expected.readyPods,
    expected: true,
    required: expected.required && judgement.verdict !== 'by-design',
    ...registration(registered, side),
    ...judgement,
  };
}

function unexpectedRow(registered: RegisteredTarget, side: GroupSide): JudgedTarget {
  const judgement: Judgement = judgeUnexpected(registered, side);
  const backing = side.backing(registered.id);
  const there = backing.kind === 'there' ? backing : null;
  return {
    id: registered.id,
    port: registered.port,
    zone: there?.zone ?? registered.zone,
    node: there?.node ?? null,
    pod: there?.pod ?? null,
    readyPods: null,
    expected: side.setUnread === null ? false : null,
    required: false,
    ...registration(registered, side),
    ...judgement,
  };
}

function registration(registered: RegisteredTarget | null, side: GroupSide) {
  return {
    registered: side.healthUnread === null ? registered !== null && !isNotRegistered(registered) : null,
    health: registered?.health ?? null,
    administrativeOverride: registered?.administrativeOverride ?? null,
  };
}

/** Counts rows, and nothing but rows. */
function summaryOf(targets: readonly JudgedTarget[]): Summary {
  const count = (matches: (target: JudgedTarget) => boolean) => targets.filter(matches).length;
  const isHealthy = (target: JudgedTarget) => target.registered === true && target.health?.state === 'healthy';
  return {
    expected: count(({ expected }) => expected === true),
    registered: count(({ registered }) => registered === true),
    healthy: count(isHealthy),
    required: count(({ required }) => required),
    requiredHealthy: count((target) => target.required && isHealthy(target)),
    byDesign: count(({ verdict }) => verdict === 'by-design'),
    missing: count(({ verdict }) => verdict === 'missing'),
    extra: count(({ verdict }) => verdict === 'extra'),
    stale: count(({ verdict }) => verdict === 'stale'),
    draining: count(({ verdict }) => verdict === 'draining'),
    unknown: count(({ verdict }) => verdict === 'unknown'),
  };
}

/** Of the controllers that are there; one version, or none can be named. */
function versionOf({ surroundings }: Snapshot): string | null {
  const versions = new Set(surroundings?.controllers?.map(({ version }) => version));
  const [only = null] = versions;
  return versions.size === 1 ? only : null;
}
