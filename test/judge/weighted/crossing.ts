import { actionKey, writtenAction } from '../../../src/judge/weighted/actions.ts';
import type { TargetGroupBinding } from '../../../src/model/binding.ts';
import { bridgeBindingName, bridgeGroupName, bridgeTag } from '../../../src/model/bridge.ts';
import type { Service } from '../../../src/model/service.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { TargetGroup } from '../../../src/model/target-group.ts';
import type { TargetType } from '../../../src/model/target-type.ts';
import {
  aBinding,
  aGroup,
  aListener,
  anEndpoint,
  aPod,
  aService,
  aSlice,
  instanceGroupArn,
  instanceSnapshot,
  ipGroupArn,
  nodeTargets,
  podTargetsOf,
  serviceOfType,
} from '../snapshot-builder.ts';

export const key = actionKey('TCP', 80);
export const bridgeName = bridgeGroupName(aService(), 80);
export const bridgeArn = `arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/${bridgeName}/0123456789abcdef`;
export const bridgeBinding = bridgeBindingName(bridgeArn);

/** Where a migration over a bridge stands. */
export interface Crossing {
  readonly asked?: TargetType;
  /** Of the controller's own group. */
  readonly base?: TargetType;
  /** null: there is none. */
  readonly bridge?: TargetType | null;
  /** Weights of base and bridge, as the annotation has them. */
  readonly action?: readonly [number, number] | null;
  /** As the listener has them; left out: as the annotation has them. */
  readonly shown?: readonly [number, number] | null;
  readonly bound?: boolean;
  readonly baseGroup?: Partial<TargetGroup>;
  readonly bridgeGroup?: Partial<TargetGroup>;
  readonly bridgeBound?: Partial<TargetGroupBinding>;
  readonly service?: Partial<Service>;
  readonly more?: Partial<Snapshot>;
}

const targetsOf = (type: TargetType) => (type === 'ip' ? podTargetsOf() : nodeTargets());

/** The story with a bridge: a copy of the instance group unless told otherwise. */
export function crossing(where: Crossing): Snapshot {
  const { asked = 'instance', base = 'instance', bridge = 'instance', action = null, bound = true } = where;
  const shown = where.shown === undefined ? action : where.shown;
  const baseArn = base === 'ip' ? ipGroupArn : instanceGroupArn;
  const written = action === null ? null : writtenAction({ base: action[0], bridge: action[1], bridgeArn });
  const service = serviceOfType(asked);
  const groups = [aGroup(base, targetsOf(base), where.baseGroup)];
  const bindings = [aBinding(base)];
  if (bridge !== null) {
    groups.push(
      aGroup(bridge, targetsOf(bridge), {
        arn: bridgeArn,
        name: bridgeName,
        tags: { [bridgeTag.service]: 'ui/ui-nlb', [bridgeTag.uid]: service.uid, [bridgeTag.port]: '80' },
        loadBalancerArns: shown === null ? [] : aGroup(bridge, []).loadBalancerArns,
        ...where.bridgeGroup,
      }),
    );
    if (bound)
      bindings.push(
        aBinding(bridge, {
          name: bridgeBinding,
          uid: 'binding-bridge',
          labels: { 'app.kubernetes.io/managed-by': 'nlbctl' },
          targetGroupArn: bridgeArn,
          ...where.bridgeBound,
        }),
      );
  }
  return instanceSnapshot({
    service: {
      ...service,
      annotations: { ...service.annotations, ...(written === null ? {} : { [key]: written }) },
      ...where.service,
    },
    listeners: [aListener(shown === null ? { [baseArn]: 1 } : { [baseArn]: shown[0], [bridgeArn]: shown[1] })],
    targetGroups: groups,
    bindings,
    endpointSlices: [aSlice([anEndpoint()])],
    pods: [aPod()],
    ...where.more,
  });
}
