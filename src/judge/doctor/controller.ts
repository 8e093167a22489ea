import type { AccessFacts } from '../../model/access.ts';
import type { DoctorCheck } from '../../model/doctor.ts';
import type { ControllerDeployment } from '../../model/surroundings.ts';
import { checked, checkOf } from './check.ts';

const subject = { group: 'controller', name: 'controller', need: 'findings' } as const;
const find = 'kubectl get deployments -A -l app.kubernetes.io/name=aws-load-balancer-controller';

/** Whether there is an AWS Load Balancer Controller, of which version, and ready. */
export function controllerChecks({ controllers, apiGroups }: AccessFacts): DoctorCheck[] {
  if (controllers.outcome === 'failed' && controllers.code === 'KubernetesForbidden')
    return [checked(subject, 'not-checked', { detail: 'Deployments of the whole cluster may not be listed' })];
  if (controllers.outcome !== 'answered') return [checkOf(subject, controllers, absent, find)];
  const [first, ...others] = controllers.value;
  if (first !== undefined) return [first, ...others].map(stateOf);
  const groups = apiGroups.outcome === 'answered' ? apiGroups.value : [];
  if (groups.includes('eks.amazonaws.com') && !groups.includes('elbv2.k8s.aws'))
    return [checked(subject, 'ok', { detail: 'EKS Auto Mode looks after load balancers; it has no Deployment' })];
  return [absent()];
}

function absent(): DoctorCheck {
  return checked(subject, 'warning', {
    detail: 'no Deployment in the cluster has the label app.kubernetes.io/name=aws-load-balancer-controller',
    remedy:
      'if none is installed, nothing acts on a Service: install it; if it runs under another label, nlbctl works without seeing it',
    command: find,
  });
}

function stateOf({ namespace, name, version, replicas, readyReplicas }: ControllerDeployment): DoctorCheck {
  const detail = `${namespace}/${name}, ${version ?? 'of a version that its image does not tell'}, ${readyReplicas} of ${replicas} ready`;
  if (readyReplicas > 0) return checked(subject, 'ok', { detail });
  return checked(subject, 'warning', {
    detail,
    remedy: 'while none is ready, no change of a Service is acted on: see why',
    command: `kubectl describe deployment/${name} -n ${namespace}`,
  });
}
