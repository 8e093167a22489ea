import { annotation } from '../../model/annotations.ts';
import { bridgeGroupName } from '../../model/bridge.ts';
import type { WeightedSettings } from '../../model/migration.ts';
import type { PlannedStep, SecondsRange } from '../../model/plan.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { TargetType } from '../../model/target-type.ts';
import { spanOf } from '../instants.ts';
import type { WeightedPort } from './ports.ts';

/** Every write of a migration over a bridge, and what is waited for in between, in order. */
export function weightedSteps(
  { service }: Snapshot,
  ports: readonly WeightedPort[],
  to: TargetType,
  { weights, settleSeconds, drainSeconds, isGated }: WeightedSettings,
): PlannedStep[] {
  const { namespace, name } = service;
  const nlbctl = (what: string, port: number | null = null): PlannedStep => ({ by: 'nlbctl', port, what });
  const controller = (what: string): PlannedStep => ({ by: 'controller', port: null, what });
  const from = to === 'ip' ? 'instance' : 'ip';
  const keys = ports.map(({ key }) => key.split('/').at(-1)).join(', ');
  const bindings = ports.map(({ port }) =>
    nlbctl(`creates a TargetGroupBinding for the bridge of port ${port}, a copy of the controller’s own`, port),
  );
  const share = nlbctl(
    `shares the listeners in one patch (${keys}): 100 to the controller’s own group, 0 to the bridge`,
  );
  const isAnnotatedFirst = isGated && from === 'ip';
  const bind = ports.map(({ port }) => nlbctl(`deletes the bridge’s TargetGroupBinding of port ${port}`, port));
  const unshare = nlbctl(`takes the annotations away in one patch (${keys})`);
  return [
    ...ports.map(({ port, base }) =>
      nlbctl(
        `creates target group ${bridgeGroupName(service, port)} for port ${port}: the bridge, a copy of ${base?.name ?? 'the group that serves'}`,
        port,
      ),
    ),
    ...(isAnnotatedFirst ? [share, ...bindings] : [...bindings, share]),
    { by: 'elbv2', port: null, what: 'checks the bridge’s targets until all of them are healthy' },
    nlbctl('shares the listeners in one patch: 0 to the controller’s own group, 100 to the bridge'),
    nlbctl(
      `waits ${spanOf(settleSeconds)} for the data plane to follow, and ${spanOf(drainSeconds)} for connections to end`,
    ),
    nlbctl(
      `sets the annotation ${annotation.targetType} of Service ${namespace}/${name} to "${to}", alone in its patch, while the bridge has all connections`,
    ),
    controller(`replaces its groups by groups of type ${to}, fills them, and deletes those of type ${from}`),
    { by: 'elbv2', port: null, what: 'checks the new targets until all of them are healthy' },
    ...weights.map((weight, index) =>
      nlbctl(
        `shares the listeners in one patch: ${weight} to the controller’s own group, ${100 - weight} to the bridge${index === weights.length - 1 ? '' : `, and waits ${spanOf(settleSeconds)}`}`,
      ),
    ),
    nlbctl(`waits ${spanOf(settleSeconds + drainSeconds)}, with the bridge standing by as an instant way back`),
    ...(isAnnotatedFirst ? [...bind, unshare] : [unshare, ...bind]),
    ...ports.map(({ port }) => nlbctl(`deletes target group ${bridgeGroupName(service, port)}`, port)),
  ];
}

/** How long it takes: what nlbctl waits for by itself, and what ELBv2 commonly takes for two rounds of targets. */
export function weightedSeconds({ weights, settleSeconds, drainSeconds }: WeightedSettings): SecondsRange {
  const clocks = settleSeconds * (weights.length + 1) + drainSeconds * 2;
  return { minSeconds: clocks + 2 * 75, maxSeconds: clocks + 2 * 420 };
}
