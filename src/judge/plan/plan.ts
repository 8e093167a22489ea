import type { Inspection } from '../../model/inspection.ts';
import type { Strategy } from '../../model/migration.ts';
import type { Plan, PlannedPort, Window } from '../../model/plan.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { TargetType } from '../../model/target-type.ts';
import { attributesAfter } from './attributes-after.ts';
import { plannedChange } from './change.ts';
import { type ChangingPort, changingPorts } from './changing-ports.ts';
import { expectedAfter, type PortTargets } from './expected-after.ts';
import { healthCheckAfter } from './health-check-after.ts';
import { sourceAddressOf, sourceWords } from './source-address.ts';
import { stepsOf } from './steps.ts';
import { recommendedOf, strategyOptions, type WeightedAsk } from './strategies.ts';
import { windowOf } from './window.ts';

/** What a migration of the Service to `to` will do. It says nothing of whether it may: findings do. */
export function planOf(
  snapshot: Snapshot,
  inspection: Inspection,
  to: TargetType,
  strategy: Strategy,
  ask: WeightedAsk,
): Plan {
  const { service } = snapshot;
  const change = plannedChange(service, inspection.service.targetType.effective, to);
  const changing = changingPorts(snapshot, inspection, to);
  const after = expectedAfter(snapshot, to);
  const ports = plannedPorts(snapshot, changing, after, to);
  const steps =
    inspection.service.owner.kind === 'controller'
      ? stepsOf(snapshot, change, changing, ports, existingGroups(after))
      : [];
  const window = longest(ports);
  const strategies = strategyOptions(snapshot, inspection, to, { steps, window }, ask);
  const isWeighted = strategy === 'weighted';
  const weighted = strategies.find((option) => option.strategy === 'weighted');
  return {
    to,
    strategy,
    weighted: ask.settings,
    strategies,
    recommended: recommendedOf(strategies),
    change,
    steps: isWeighted && steps.length > 0 ? (weighted?.steps ?? []) : steps,
    ports: isWeighted ? ports.map((port) => ({ ...port, window: null })) : ports,
    window: isWeighted ? null : window,
    stays: whatStays(snapshot),
    goes: changing.map(
      ({ group, port }) =>
        `target group ${group.name} of port ${port.port} (${group.arn}), with its binding and what was set on it by hand`,
    ),
  };
}

/** Groups of the wanted type that are there already, by port. */
function existingGroups(after: readonly PortTargets[]): ReadonlyMap<number, string> {
  return new Map(after.flatMap(({ port, group }) => (group === null ? [] : [[port, group.group.name] as const])));
}

function plannedPorts(
  snapshot: Snapshot,
  changing: readonly ChangingPort[],
  after: readonly PortTargets[],
  to: TargetType,
): PlannedPort[] {
  const { service } = snapshot;
  const built = healthCheckAfter(service, to);
  return after.map(({ port, protocol, set }) => {
    const mine = changing.filter((each) => each.port.port === port);
    const [first] = mine;
    const serves = mine.some(({ judged }) => judged.summary.healthy > 0);
    const healthCheck = built.built ? built.healthCheck : first?.group.healthCheck;
    return {
      port,
      protocol,
      from: mine.map(({ from }) => from),
      targets: set.known ? set.targets.map((target) => `${target.id}:${target.port}`) : null,
      window: serves && healthCheck !== undefined ? windowOf(healthCheck) : null,
      sourceAddress: first === undefined ? null : sourceAddresses(snapshot, first),
    };
  });
}

function sourceAddresses({ service }: Snapshot, { group, from, to, port }: ChangingPort) {
  const before = sourceAddressOf(
    service,
    from,
    group.protocol,
    group.attributes ?? attributesAfter(service, port.port),
  );
  const after = sourceAddressOf(service, to, group.protocol, attributesAfter(service, port.port));
  return { before: sourceWords(before), after: sourceWords(after) };
}

function longest(ports: readonly PlannedPort[]): Window | null {
  return ports.reduce<Window | null>(
    (most, { window }) => (window !== null && window.maxSeconds > (most?.maxSeconds ?? -1) ? window : most),
    null,
  );
}

function whatStays({ loadBalancer, listeners }: Snapshot): string[] {
  if (loadBalancer === null) return [];
  const ports = (listeners ?? []).map(({ port }) => port).sort((a, b) => a - b);
  return [
    `NLB ${loadBalancer.name} with its security groups and subnets`,
    `DNS name ${loadBalancer.dnsName}`,
    ...(ports.length === 0
      ? []
      : [ports.length === 1 ? `the listener of port ${ports[0]}` : `the listeners of ports ${ports.join(', ')}`]),
  ];
}
