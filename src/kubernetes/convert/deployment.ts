import type { ControllerDeployment, Workload } from '../../model/surroundings.ts';
import { listOf, numberOf, type Raw, recordOf, textMapOf, textOf, textsOf } from '../raw.ts';
import { metadataOf } from './metadata.ts';

/** A Deployment as a workload, with the counts of its status. */
export function workloadOf(object: Raw): Workload {
  const { name, generation } = metadataOf(object);
  const spec = recordOf(object['spec']);
  const status = recordOf(object['status']);
  const template = recordOf(recordOf(spec['template'])['metadata']);
  return {
    name,
    replicas: numberOf(spec['replicas']) ?? 1,
    updatedReplicas: numberOf(status['updatedReplicas']) ?? 0,
    totalReplicas: numberOf(status['replicas']) ?? 0,
    readyReplicas: numberOf(status['readyReplicas']) ?? 0,
    paused: spec['paused'] === true,
    generation,
    observedGeneration: numberOf(status['observedGeneration']),
    podLabels: textMapOf(template['labels']),
  };
}

/** A Deployment of the controller: its version is the tag of the image, its settings are the arguments. */
export function controllerOf(object: Raw): ControllerDeployment {
  const { namespace, name } = metadataOf(object);
  const { replicas, readyReplicas } = workloadOf(object);
  const containers = listOf(recordOf(recordOf(recordOf(object['spec'])['template'])['spec'])['containers']);
  const container =
    containers.find((each) => /load-balancer-controller/.test(textOf(each['image']) ?? '')) ?? containers[0];
  return {
    namespace,
    name,
    version: tagOf(textOf(container?.['image']) ?? ''),
    replicas,
    readyReplicas,
    arguments: [...textsOf(container?.['command']), ...textsOf(container?.['args'])],
  };
}

/** `registry:5000/name:v3.5.0@sha256:…` has the tag v3.5.0. */
function tagOf(image: string): string | null {
  const name = image.split('@')[0]?.split('/').at(-1) ?? '';
  return name.split(':')[1] || null;
}
