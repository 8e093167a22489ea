import type { TargetGroupBinding } from '../../model/binding.ts';
import { isRecord, numberOf, type Raw, recordOf, textOf } from '../raw.ts';
import { conditionsOf } from './condition.ts';
import { metadataOf } from './metadata.ts';
import { portOf } from './port.ts';
import { selectorOf } from './selector.ts';

/** A TargetGroupBinding of either API group (AWS Load Balancer Controller, apis/elbv2/v1beta1/targetgroupbinding_types.go). */
export function bindingOf(object: Raw, apiGroup: string): TargetGroupBinding {
  const { namespace, name, uid, labels, annotations, generation, creationTimestamp, deletionTimestamp } =
    metadataOf(object);
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
    checkpointAt: checkpointOf(annotations),
    conditions: conditionsOf(status['conditions']),
  };
}

/** An empty checkpoint is none; the time beside it is in Unix seconds (AWS Load Balancer Controller, pkg/targetgroupbinding/utils.go). */
function checkpointOf(annotations: Readonly<Record<string, string>>): string | null {
  const seconds = Number(annotations['elbv2.k8s.aws/checkpoint-timestamp']);
  const isSaved = (annotations['elbv2.k8s.aws/checkpoint'] ?? '') !== '';
  return isSaved && seconds > 0 && seconds < 1e11 ? new Date(seconds * 1000).toISOString() : null;
}
