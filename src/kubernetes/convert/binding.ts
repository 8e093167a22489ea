import type { LabelSelector, TargetGroupBinding } from '../../model/binding.ts';
import { isRecord, listOf, numberOf, type Raw, recordOf, textMapOf, textOf, textsOf } from '../raw.ts';
import { conditionsOf } from './condition.ts';
import { metadataOf } from './metadata.ts';
import { portOf } from './port.ts';

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
    nodeSelector: isRecord(spec['nodeSelector']) ? selectorOf(spec['nodeSelector']) : null,
    multiCluster: spec['multiClusterTargetGroup'] === true,
    conditions: conditionsOf(status['conditions']),
  };
}

function selectorOf(selector: Raw): LabelSelector {
  return {
    matchLabels: textMapOf(selector['matchLabels']),
    matchExpressions: listOf(selector['matchExpressions']).map((expression) => ({
      key: textOf(expression['key']) ?? '',
      operator: textOf(expression['operator']) ?? '',
      values: textsOf(expression['values']),
    })),
  };
}
