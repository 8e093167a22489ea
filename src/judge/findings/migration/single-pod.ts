import { deploymentsBehind } from '../../deployments.ts';
import { readyPods } from '../../ready-pods.ts';
import type { Check } from '../finding.ts';

/** A migration to ip of a Service whose NLB will have one target. */
export const singlePod: Check<'NLB0702'> = ({ snapshot, inspection, to }) => {
  const ready = readyPods(snapshot);
  if (to !== 'ip' || inspection.service.owner.kind !== 'controller' || ready === null || ready.total === 0) return [];
  const deployments = deploymentsBehind(snapshot) ?? [];
  const wanted = deployments.reduce((sum, { replicas }) => sum + replicas, 0);
  if (ready.total > 1 && wanted !== 1) return [];
  const { namespace } = snapshot.service;
  const [only] = deployments;
  const enough = Math.max(2, snapshot.loadBalancer?.zones.length ?? 0);
  const one =
    wanted === 1 ? `${ready.name} has a single replica` : `Only one pod of ${ready.name} is ready${ofWanted(wanted)}`;
  return [
    {
      code: 'NLB0702',
      message: `${one}: with ip targets that pod is the NLB’s only target, and whenever it is replaced there is no healthy one until ELBv2 has taken the new pod up, commonly for one to five minutes.`,
      remedy:
        deployments.length !== 1 || wanted > 1
          ? `have more than one pod ready first: kubectl get pods -n ${namespace} -o wide`
          : `kubectl scale deployment/${only?.name} -n ${namespace} --replicas=${enough}`,
    },
  ];
};

const ofWanted = (wanted: number): string => (wanted > 1 ? `, of ${wanted}` : '');
