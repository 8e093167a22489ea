import { bridgeGroupName } from '../../model/bridge.ts';
import type { Inspection, JudgedGroup } from '../../model/inspection.ts';
import type { Service } from '../../model/service.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { TargetGroup } from '../../model/target-group.ts';
import { listenerOn } from '../groups-of-port.ts';
import { firstOfEach } from '../order.ts';
import { type Action, actionKey, readAction } from './actions.ts';
import { isBridge } from './bridge.ts';

/** A port of the Service as a weighted migration sees it. */
export interface WeightedPort {
  readonly port: number;
  /** The annotation that shares its listener. */
  readonly key: string;
  /** The controller's own group that its listener forwards to; null: there is none, or there are several. */
  readonly base: JudgedGroup | null;
  readonly bridge: JudgedGroup | null;
  /** null: there is no annotation; `foreign`: there is one, and it is not nlbctl's. */
  readonly action: Action | 'foreign' | null;
}

/** Every port of the Service that the NLB has a listener for, by number. */
export function weightedPorts(snapshot: Snapshot, inspection: Inspection): WeightedPort[] {
  const { service } = snapshot;
  return firstOfEach(service.ports, ({ port }) => port)
    .map(({ port }) => port)
    .sort((a, b) => a - b)
    .flatMap((port) => {
      const listener = listenerOn(snapshot, port);
      if (listener === null) return [];
      const groups = inspection.ports.find((each) => each.port === port)?.targetGroups ?? [];
      const bridge = groups.find(({ arn }) => isBridgeArn(snapshot, arn)) ?? null;
      const forwarded = groups.filter(({ arn, weight }) => weight !== null && arn !== bridge?.arn);
      const key = actionKey(listener.protocol, port);
      const [base = null, ...others] = forwarded;
      return { port, key, base: others.length === 0 ? base : null, bridge, action: actionOf(service, key, port) };
    });
}

/** The bridge groups that there are, also those whose port or listener is gone. */
export function bridgesOf({ service, targetGroups }: Pick<Snapshot, 'service' | 'targetGroups'>): TargetGroup[] {
  return (targetGroups ?? []).filter((group) => isBridge(service, group));
}

function isBridgeArn({ service, targetGroups }: Snapshot, arn: string): boolean {
  const group = targetGroups?.find((each) => each.arn === arn);
  return group !== undefined && isBridge(service, group);
}

/** One that names a bridge group of the port is nlbctl's, whether the group is still there or not. */
function actionOf(service: Service, key: string, port: number): Action | 'foreign' | null {
  const text = service.annotations[key];
  if (text === undefined) return null;
  const action = readAction(text);
  return action?.bridgeArn.includes(`:targetgroup/${bridgeGroupName(service, port)}/`) === true ? action : 'foreign';
}
