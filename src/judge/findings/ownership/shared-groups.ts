import { annotationPrefix } from '../../../model/annotations.ts';
import type { TargetGroupBinding } from '../../../model/binding.ts';
import type { Snapshot } from '../../../model/snapshot.ts';
import { goBoolean } from '../../controller-flags.ts';
import { isControllers } from '../../groups-of-port.ts';
import { orderedBy } from '../../order.ts';
import type { Check } from '../finding.ts';

const multiCluster = `${annotationPrefix}aws-load-balancer-multi-cluster-target-group`;

/**
 * A change of the target type deletes the group, for other clusters too: nothing protects a group that is shared, and their
 * bindings cannot be led to another one (AWS Load Balancer Controller, pkg/deploy/elbv2/target_group_synthesizer.go and webhooks/elbv2).
 */
export const sharedWithClusters: Check<'NLB0115'> = ({ snapshot, inspection, to }) => {
  const { owner, targetType } = inspection.service;
  if (owner.kind !== 'controller') return [];
  const { namespace, name, annotations } = snapshot.service;
  const shared = ofController(snapshot).filter((binding) => binding.multiCluster);
  const going = shared.filter((binding) => to === null || binding.targetType !== to);
  const asked = goBoolean(annotations[multiCluster] ?? '') === true && targetType.effective !== to;
  if (going.length === 0 && (shared.length > 0 || !asked)) return [];
  const groups = going.length === 0 ? 'target groups' : groupNames(snapshot, going);
  return [
    {
      code: 'NLB0115',
      message: `Service ${namespace}/${name} may share ${groups} with other clusters (${multiCluster}): a change of the target type deletes what is shared, and the bindings of the other clusters are left without a group.`,
      remedy: `make a second Service with the other target type, bind the other clusters to its groups, and move clients to it; kubectl get targetgroupbindings.elbv2.k8s.aws -n ${namespace} -l service.k8s.aws/stack-name=${name} -o wide shows the groups, and each other cluster has a binding with the same ARN`,
    },
  ];
};

/** Bindings that somebody made for the groups that the controller made; those to groups of their own are none of its business. */
export const boundByUsers: Check<'NLB0116'> = ({ snapshot, inspection, to }) => {
  if (inspection.service.owner.kind !== 'controller') return [];
  const own = new Set(ofController(snapshot).map(({ targetGroupArn }) => targetGroupArn));
  const users = (snapshot.bindings ?? [])
    .filter((binding) => !isControllers(binding) && own.has(binding.targetGroupArn))
    .filter(({ targetType }) => to === null || targetType !== to);
  return orderedBy(users, ({ name }) => name).map((binding) => ({
    code: 'NLB0116',
    object: `TargetGroupBinding ${binding.namespace}/${binding.name}`,
    message: `TargetGroupBinding ${binding.name} of Service ${binding.serviceName} was not made by the controller, and fills ${groupNames(snapshot, [binding])}, which the controller deletes when the target type changes: the binding is left without a group.`,
    remedy: `after the change make it anew with the new group’s ARN, since an ARN cannot be changed: kubectl get targetgroupbindings.elbv2.k8s.aws ${binding.name} -n ${binding.namespace} -o yaml`,
  }));
};

const ofController = ({ bindings }: Snapshot): TargetGroupBinding[] => (bindings ?? []).filter(isControllers);

function groupNames({ targetGroups }: Snapshot, bindings: readonly TargetGroupBinding[]): string {
  const names = bindings.map(
    ({ targetGroupArn, name }) => targetGroups?.find(({ arn }) => arn === targetGroupArn)?.name ?? name,
  );
  return `target group${names.length > 1 ? 's' : ''} ${[...new Set(names)].sort().join(', ')}`;
}
