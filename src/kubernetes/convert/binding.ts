import type { TargetGroupBinding } from '../../model/binding.ts';
import { isRecord, numberOf, type Raw, recordOf, textOf } from '../raw.ts';
import { conditionsOf } from './condition.ts';
import { metadataOf } from './metadata.ts';
import { portOf } from './port.ts';
import { selectorOf } from './selector.ts';

/** A TargetGroupBinding of either API group (AWS Load Balancer Controller, apis/elbv2/v1beta1/targetgroupbinding_types.go). */
export function bindingOf(object: Raw, apiGroup: string): TargetGroupBinding {
  const { namespace, name, uid, labels, generation, creationTimestamp, deletionTimestamp } = metadataOf(object);
  const spec = recordOf(object['spec']);
  const status = recordOf(object['status']);
  const serviceRef = recordOf(spec['serviceRef']);
  return {
    apiGroup,
    namespace,
    name,
    uid,
    labels,
    generation,
    observedGeneration: numberOf(status['observedGeneration']),
    creationTimestamp,
    deletionTimestamp,
    targetGroupArn: textOf(spec['targetGroupARN']),
    targetType: textOf(spec['targetType']),
    serviceName: textOf(serviceRef['name']) ?? '',
    servicePort: portOf(serviceRef['port'], 0),
    ipAddressType: textOf(spec['ipAddressType']),
    nodeSelector: selectorOf(spec['nodeSelector']),
    multiCluster: spec['multiClusterTargetGroup'] === true,
    managesRules: isRecord(spec['networking']),
    conditions: conditionsOf(status['conditions']),
  };
}
