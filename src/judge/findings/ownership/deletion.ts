import type { TargetGroupBinding } from '../../../model/binding.ts';
import { isOfService } from '../../groups-of-port.ts';
import { beingDeleted } from '../../refusal.ts';
import { getsTraffic } from '../../standing.ts';
import type { Check } from '../finding.ts';

/** A Service on its way out keeps its NLB only until the controller has taken it away. */
export const serviceBeingDeleted: Check<'NLB0114'> = ({ snapshot: { service } }) => {
  const refusal = beingDeleted(service);
  return refusal === null ? [] : [{ code: 'NLB0114', message: refusal.message, remedy: refusal.hint }];
};

/**
 * A binding on its way out: the controller takes it for a present one, since it looks at the ARN alone, and nothing makes
 * it anew once it is gone, until the Service is touched (AWS Load Balancer Controller,
 * pkg/deploy/elbv2/target_group_binding_synthesizer.go). The old binding of a change that is under way is meant to go.
 */
export const bindingBeingDeleted: Check<'NLB0113'> = ({ snapshot: { service, bindings }, inspection, to }) => {
  if (service.deletionTimestamp !== null) return [];
  const underWay = inspection.service.targetType.effective === to;
  const serving = new Set(
    inspection.ports.flatMap(({ targetGroups }) => targetGroups.filter(getsTraffic).map(({ arn }) => arn)),
  );
  return (bindings ?? [])
    .filter((binding) => binding.deletionTimestamp !== null && isOfService(binding, service.name))
    .filter(({ targetType }) => to === null || !underWay || targetType === to)
    .map((binding) => ({
      code: 'NLB0113',
      object: `TargetGroupBinding ${binding.namespace}/${binding.name}`,
      message: messageOf(binding, serving.has(binding.targetGroupArn ?? '')),
      remedy: remedyOf(binding, service.name),
    }));
};

function messageOf({ name, targetType, deletionTimestamp }: TargetGroupBinding, isServing: boolean): string {
  const when = `TargetGroupBinding ${name} is being deleted (since ${deletionTimestamp}), and takes its targets with it`;
  return isServing
    ? `${when}, though the listener forwards to its group: nothing makes it anew until the Service is touched.`
    : `${when}: a change to ${targetType ?? 'its target type'} before it is gone would leave the group empty, until the Service is touched.`;
}

function remedyOf({ apiGroup, namespace, name }: TargetGroupBinding, service: string): string {
  const kind = `targetgroupbindings.${apiGroup}/${name}`;
  return `wait until it is gone: kubectl wait --for=delete ${kind} -n ${namespace} --timeout=5m; what holds it: kubectl describe ${kind} -n ${namespace}; if its group still gets traffic then, touch the Service: kubectl annotate service/${service} -n ${namespace} --overwrite "touched=$(date +%s)"`;
}
