import type { Next } from '../migration/next.ts';
import { standingOf } from '../standing.ts';
import { awaitingHealth, awaitingShare } from './awaiting-health.ts';
import { divert } from './divert.ts';
import { bridgesOf, type WeightedPort } from './ports.ts';
import { secondsSettled, shareAsked, shownBy, showsAction } from './shares.ts';
import { awaiting, awaitingClock, awaitingGroup, firstNot, isReliable, type Stage } from './stage.ts';
import { carriersOf } from './stranded-pods.ts';
import { share, write } from './write.ts';

/** The controller's own groups are of the wanted type: the traffic goes back to them, and the bridge is taken away. */
export function afterFlip(stage: Stage): Next {
  const shared = stage.ports.filter(({ action }) => action !== null);
  const hidden = firstNot(shared, showsAction);
  if (hidden !== null) return awaitingShare(stage, 'Shifting', hidden);
  // The bridge stands by for that; where the annotation is gone, for as long as it is filled.
  const diverted =
    divert(stage, stage.ports, 'base', 'The new group has no healthy target: all new connections go over the bridge') ??
    divert(stage, stage.ports, 'bridge', 'The bridge has no healthy target: all new connections go to the new group');
  if (diverted !== null) return diverted;
  if (shared.length === 0) return takeAway(stage);
  return shared.some(({ action }) => shareAsked(action) < 100) ? shiftBack(stage, shared) : retire(stage, shared);
}

/** Step by step, as long as the controller's own groups hold. */
function shiftBack(stage: Stage, ports: readonly WeightedPort[]): Next {
  const { snapshot, inspection, history, intent } = stage;
  const { weights, settleSeconds } = intent.weighted;
  const bridges = new Set(bridgesOf(snapshot).map(({ name }) => name));
  const { oldBindings, oldGroups } = standingOf(snapshot, inspection);
  const serving = new Set(ports.flatMap(({ base }) => base?.name ?? []));
  const old = oldGroups.find(({ name }) => !bridges.has(name) && !serving.has(name));
  const oldBinding = oldBindings.find(
    ({ name }) => !ports.some(({ base, bridge }) => [base, bridge].some((group) => group?.binding?.name === name)),
  );
  if (old !== undefined || oldBinding !== undefined)
    return awaiting(
      stage,
      'ControllerActing',
      `The controller has not removed ${old === undefined ? `TargetGroupBinding ${oldBinding?.name}` : `target group ${old.name}`} of before yet.`,
    );
  for (const port of ports) {
    const { base } = port;
    if (base === null || isReliable(stage, base)) continue;
    const isMissing = base.targets.some(({ verdict }) => verdict === 'missing');
    return awaitingHealth(
      stage,
      ports,
      { port: port.port, group: base, phase: isMissing ? 'Registering' : 'HealthChecking' },
      {
        base: 1,
        bridge: 999,
        phase: 'Shifting',
        message: 'One connection in a thousand goes to the new group, so that its health is checked',
      },
    );
  }
  const now = Math.min(...ports.map(({ action }) => shareAsked(action)));
  const passed = secondsSettled(snapshot, history, ports);
  // A canary is no step: it is there for the health checks.
  if (now >= 1 && passed < settleSeconds)
    return awaitingClock(
      'Shifting',
      `The new group has ${Math.round(now)} % of the connections; the data plane follows.`,
      passed,
      settleSeconds,
    );
  // A base of the bridge's own type has served before: there is nothing to try.
  const isTried = intent.rollingBack || ports.some(({ base, bridge }) => base?.type === bridge?.type);
  const next = isTried ? 100 : (weights.find((weight) => weight > now && now + 0.5 < weight) ?? 100);
  return share(stage, ports, next, 100 - next, 'Shifting', 'The new group gets its share of the connections');
}

/** The bridge gets no connections any more: those that are open may end, and then it goes. */
function retire(stage: Stage, ports: readonly WeightedPort[]): Next {
  const { snapshot, history, intent } = stage;
  const { settleSeconds, drainSeconds } = intent.weighted;
  const weak = ports.find(({ base }) => base !== null && !isReliable(stage, base));
  if (weak?.base != null) return awaitingGroup(stage, 'Draining', weak.port, weak.base);
  const passed = secondsSettled(snapshot, history, ports);
  if (passed < settleSeconds + drainSeconds)
    return awaitingClock(
      'Draining',
      'The new group has all connections; the bridge stands by, and connections on it may end.',
      passed,
      settleSeconds + drainSeconds,
    );
  // A gate of the bridge is only set while its group is in use: the binding, which opens the gates as it goes, must go first.
  const bound = ports.flatMap(({ bridge }) => bridge?.binding ?? []);
  const isCarried = bound.some(({ name }) => carriersOf(snapshot, name).length > 0);
  const isIp = ports.some(({ bridge }) => bridge?.type === 'ip');
  if (bound.length > 0 && isIp && (isCarried || intent.weighted.isGated)) return unbind(stage, bound);
  return write('CleaningUp', 'The listener forwards to the controller’s own group alone.', {
    kind: 'set-weights',
    annotations: Object.fromEntries(ports.map(({ key }) => [key, null])),
  });
}

/** No listener names the bridge any more. */
function takeAway(stage: Stage): Next {
  const { snapshot, ports } = stage;
  const attached = ports.find((port) => shownBy(port).hasBridge);
  if (attached !== undefined)
    return awaiting(stage, 'CleaningUp', `Port ${attached.port}: the listener still names the bridge.`);
  const bridges = bridgesOf(snapshot);
  const arns = new Set(bridges.map(({ arn }) => arn));
  const bound = (snapshot.bindings ?? []).filter(({ targetGroupArn }) => arns.has(targetGroupArn ?? ''));
  if (bound.length > 0)
    return unbind(
      stage,
      bound.map(({ name, deletionTimestamp }) => ({ name, terminating: deletionTimestamp !== null })),
    );
  const used = bridges.find(({ loadBalancerArns }) => loadBalancerArns.length > 0);
  if (used !== undefined)
    return awaiting(stage, 'CleaningUp', `AWS still counts target group ${used.name} as used by the NLB.`);
  return write('CleaningUp', `Target group ${bridges.map(({ name }) => name).join(', ')} is deleted.`, {
    kind: 'delete-bridge-groups',
    arns: [...arns],
  });
}

function unbind(stage: Stage, bound: readonly { readonly name: string; readonly terminating: boolean }[]): Next {
  const left = bound.filter(({ terminating }) => !terminating).map(({ name }) => name);
  if (left.length > 0)
    return write('CleaningUp', `TargetGroupBinding ${left.join(', ')} of the bridge is deleted.`, {
      kind: 'delete-bridge-bindings',
      names: left,
    });
  const [going] = bound;
  return awaiting(stage, 'CleaningUp', `TargetGroupBinding ${going?.name} of the bridge is being deleted.`);
}
