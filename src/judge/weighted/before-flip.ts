import { bridgeBindingName, bridgeGroupName } from '../../model/bridge.ts';
import type { JudgedGroup } from '../../model/inspection.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { type Next, stuck } from '../migration/next.ts';
import { refusalOf } from '../refusal.ts';
import { awaitingHealth, awaitingShare } from './awaiting-health.ts';
import { divert } from './divert.ts';
import type { WeightedPort } from './ports.ts';
import { secondsSettled, shownBy, showsAction } from './shares.ts';
import { awaiting, awaitingClock, awaitingGroup, firstNot, isReliable, type Stage } from './stage.ts';
import { isFilled } from './whole.ts';
import { share, write } from './write.ts';

/** A port whose two groups are there. */
interface BridgedPort extends WeightedPort {
  readonly base: JudgedGroup;
  readonly bridge: JudgedGroup;
}

const isBridged = (port: WeightedPort): port is BridgedPort => port.base !== null && port.bridge !== null;

/** Until the Service asks for the wanted type: the bridge is built, and takes the traffic over. */
export function beforeFlip(stage: Stage): Next {
  const { snapshot, inspection, intent, ports } = stage;
  const refusal = refusalOf(snapshot, inspection.service.owner, intent.to);
  if (refusal !== null) return stuck('not-managed', refusal.message);
  return (
    bridgeGroups(stage) ??
    (isAnnotatedFirst(stage) ? (weights(stage) ?? bindings(stage)) : (bindings(stage) ?? weights(stage))) ??
    carries(stage, ports.filter(isBridged))
  );
}

function bridgeGroups(stage: Stage): Next | null {
  const { snapshot, ports } = stage;
  const lacking = ports.filter((port) => !isBridged(port) || !isCopied(snapshot, port));
  if (lacking.length === 0) return null;
  for (const { port, base } of lacking)
    if (base !== null && !isReliable(stage, base)) return awaitingGroup(stage, 'Preflight', port, base);
  const groups = lacking.flatMap(({ port, base }) =>
    base === null ? [] : [{ port, name: bridgeGroupName(snapshot.service, port), likeArn: base.arn }],
  );
  const what = groups.map(({ port, name }) => `${name} for port ${port}`).join(', ');
  return write('Bridging', `Target group ${what} is created, a copy of the one that serves.`, {
    kind: 'create-bridge-groups',
    groups,
  });
}

/** A creation that was cut off may have left a group without its attributes. One that is in use is left alone. */
function isCopied({ targetGroups }: Snapshot, { base, bridge }: BridgedPort): boolean {
  if (bridge.weight !== null || bridge.type !== base.type) return true;
  const of = (arn: string) => targetGroups?.find((group) => group.arn === arn)?.attributes ?? null;
  const [wanted, there] = [of(base.arn), of(bridge.arn)];
  if (wanted === null || there === null) return true;
  return Object.entries(wanted).every(([key, value]) => there[key] === value);
}

/**
 * With readiness gates a binding of ip targets whose group no listener names keeps new pods from getting Ready: then the
 * annotation comes first. Else the group is filled before the listener names it.
 */
function isAnnotatedFirst({ intent, ports }: Stage): boolean {
  return intent.weighted.isGated && ports.some(({ bridge }) => bridge?.type === 'ip');
}

function bindings(stage: Stage): Next | null {
  const ports = stage.ports.filter(isBridged);
  const going = ports.find(({ bridge }) => bridge.binding?.terminating === true);
  if (going !== undefined)
    return awaiting(
      stage,
      'Bridging',
      `TargetGroupBinding ${going.bridge.binding?.name} of the bridge is still being deleted.`,
    );
  const unbound = ports.filter(({ bridge }) => bridge.binding === null);
  const unready = unbound.find(({ base }) => base.binding === null);
  if (unready !== undefined) return awaitingGroup(stage, 'Preflight', unready.port, unready.base);
  if (unbound.length > 0) {
    const made = unbound.map(({ base, bridge }) => ({
      name: bridgeBindingName(bridge.arn),
      groupArn: bridge.arn,
      like: base.binding?.name ?? '',
    }));
    return write(
      'Bridging',
      `TargetGroupBinding ${made.map(({ name }) => name).join(', ')} is created, a copy of the controller’s.`,
      {
        kind: 'create-bridge-bindings',
        bindings: made,
      },
    );
  }
  const empty = firstNot(ports, ({ bridge }) => isFilled(bridge));
  return empty === null ? null : awaitingGroup(stage, 'Bridging', empty.port, empty.bridge);
}

function weights(stage: Stage): Next | null {
  const bridged = stage.ports.filter(isBridged);
  const bare = bridged.filter(({ action }) => action === null);
  if (bare.length > 0)
    return share(stage, bare, 100, 0, 'Bridging', 'The listener names the bridge, and gives it no connections yet');
  const hidden = firstNot(bridged, showsAction);
  if (hidden === null) return null;
  return awaitingShare(
    stage,
    hidden.action === 'foreign' || hidden.action?.base !== 0 ? 'Bridging' : 'Shifting',
    hidden,
    ' Controllers before v2.16.0, and those with the feature gate WeightedTargetGroups=false, do not act on it.',
  );
}

/** The bridge is healthy, then it has all of the traffic, and then there has been time for it; then the type is changed. */
function carries(stage: Stage, ports: readonly BridgedPort[]): Next {
  const { snapshot, history, intent } = stage;
  const { settleSeconds, drainSeconds } = intent.weighted;
  const diverted = divert(
    stage,
    ports,
    'bridge',
    'The bridge has no healthy target: all new connections go to the controller’s own group again',
  );
  if (diverted !== null) return diverted;
  const weak = firstNot(ports, ({ bridge }) => isReliable(stage, bridge));
  if (weak !== null)
    return awaitingHealth(
      stage,
      ports,
      { port: weak.port, group: weak.bridge, phase: 'Bridging' },
      {
        base: 999,
        bridge: 1,
        phase: 'Bridging',
        message: 'One connection in a thousand goes over the bridge, so that its health is checked',
      },
    );
  if (ports.some((port) => shownBy(port).base > 0))
    return share(stage, ports, 0, 100, 'Shifting', 'All new connections go over the bridge');
  // What comes back from a group that failed has nothing to wait for on it.
  const needed = settleSeconds + (intent.rollingBack ? 0 : drainSeconds);
  const passed = secondsSettled(snapshot, history, ports);
  if (passed < needed)
    return awaitingClock(
      'Draining',
      'The bridge has all new connections; the data plane follows, and connections on the old group may end.',
      passed,
      needed,
    );
  return write('Patched', `The annotation is set to "${intent.to}", while the bridge has all connections.`, {
    kind: 'set-target-type',
    to: intent.to,
  });
}
