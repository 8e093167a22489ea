import { annotation } from '../model/annotations.ts';
import type { Owner } from '../model/inspection.ts';
import type { Service } from '../model/service.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { TargetType } from '../model/target-type.ts';
import { notManaged, type Refusal } from './owner-words.ts';

/** Why a Service must not be patched to a target type; null: it may be. Nothing is changed after a refusal. */
export function refusalOf(snapshot: Snapshot, owner: Owner, to: TargetType): Refusal | null {
  const { service } = snapshot;
  const told = `Service ${service.namespace}/${service.name}`;
  const unmanaged = notManaged(service, owner);
  if (unmanaged !== null) return unmanaged;
  if (owner.kind === 'auto-mode')
    return {
      message: `${told} is managed by EKS Auto Mode, and nothing documents how its controller changes the target type of a live NLB.`,
      hint: `reading and waiting work: nlbctl inspect ${service.name} -n ${service.namespace}`,
    };
  return beingDeleted(service) ?? (to === 'instance' ? refusalOfInstance(snapshot, told) : null);
}

/** A Service that is on its way out; null: it stays. */
export function beingDeleted({ namespace, name, deletionTimestamp }: Service): Refusal | null {
  if (deletionTimestamp === null) return null;
  return {
    message: `Service ${namespace}/${name} is being deleted (since ${deletionTimestamp}).`,
    hint: `see what holds it: kubectl get service ${name} -n ${namespace} -o jsonpath='{.metadata.finalizers}'`,
  };
}

/** A Service whose type annotation leaves the target type annotation no say; null: it has another one. */
export function nlbIpForcesIp({ namespace, name, annotations }: Service): Refusal | null {
  if (annotations[annotation.type] !== 'nlb-ip') return null;
  return {
    message: `Service ${namespace}/${name} has ${annotation.type}: "nlb-ip", which forces ip targets whatever the target type annotation says.`,
    hint: 'that annotation must not be changed on a live Service (the NLB would be left behind): make a new Service with spec.loadBalancerClass: service.k8s.aws/nlb',
  };
}

/** What the controller, its webhooks or ELBv2 would not accept for instance targets, at the latest after the listener was switched. */
function refusalOfInstance({ service, listeners }: Snapshot, told: string): Refusal | null {
  const forced = nlbIpForcesIp(service);
  if (forced !== null) return forced;
  if (service.type !== 'LoadBalancer' && service.type !== 'NodePort')
    return {
      message: `${told} is of type ${service.type} and has no node ports, which instance targets need.`,
      hint: 'only Services of type LoadBalancer or NodePort have node ports',
    };
  const without = service.ports.filter(({ nodePort }) => nodePort === null).map(({ port }) => port);
  if (without.length > 0) {
    const off = service.allocateLoadBalancerNodePorts ? '' : ' (allocateLoadBalancerNodePorts is false)';
    return {
      message: `${told} has no node port for port ${without.join(', ')}${off}, and instance targets need one.`,
      hint: `give each port a node port: kubectl patch service ${service.name} -n ${service.namespace} --type=merge -p '{"spec":{"allocateLoadBalancerNodePorts":true}}'`,
    };
  }
  const quic = (listeners ?? []).find(({ protocol }) => protocol === 'QUIC' || protocol === 'TCP_QUIC');
  if (quic !== undefined)
    return {
      message: `${told} has a ${quic.protocol} listener on port ${quic.port}, and QUIC works with ip targets only.`,
      hint: 'keep target type ip, or take QUIC off the Service first',
    };
  return null;
}
