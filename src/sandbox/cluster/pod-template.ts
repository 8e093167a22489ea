import { createHash } from 'node:crypto';
import type { KubeObject } from '../store/object.ts';

/** Fills in what the API server fills in for a pod's spec, in place. */
export function defaultPodSpec(spec: KubeObject[string]): void {
  spec.restartPolicy ??= 'Always';
  spec.terminationGracePeriodSeconds ??= 30;
  spec.dnsPolicy ??= 'ClusterFirst';
  spec.schedulerName ??= 'default-scheduler';
  spec.securityContext ??= {};
  for (const container of spec.containers ?? []) {
    container.resources ??= {};
    container.terminationMessagePath ??= '/dev/termination-log';
    container.terminationMessagePolicy ??= 'File';
    container.imagePullPolicy ??= /(:latest|^[^:]*)$/.test(container.image ?? '') ? 'Always' : 'IfNotPresent';
    for (const port of container.ports ?? []) port.protocol ??= 'TCP';
  }
}

/** Fills in what the API server fills in for a Deployment, in place. */
export function defaultDeployment(deployment: KubeObject): void {
  deployment['spec'] ??= {};
  const spec = deployment['spec'];
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= 10;
  spec.progressDeadlineSeconds ??= 600;
  spec.strategy ??= {};
  spec.strategy.type ??= 'RollingUpdate';
  if (spec.strategy.type === 'RollingUpdate') {
    spec.strategy.rollingUpdate ??= {};
    spec.strategy.rollingUpdate.maxUnavailable ??= '25%';
    spec.strategy.rollingUpdate.maxSurge ??= '25%';
  }
  spec.template ??= {};
  spec.template.metadata ??= {};
  spec.template.spec ??= {};
  defaultPodSpec(spec.template.spec);
}

/** The pod-template-hash: ten characters that change when the template does, without vowels as Kubernetes writes it. */
export function templateHash(template: unknown): string {
  const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
  const digest = createHash('sha256').update(canonical(template)).digest();
  return [...digest.subarray(0, 10)].map((byte) => alphabet[byte % alphabet.length]).join('');
}

/** JSON with sorted keys, so that the order in which a client sends fields does not matter. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
