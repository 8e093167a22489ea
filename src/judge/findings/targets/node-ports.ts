import type { Service } from '../../../model/service.ts';
import type { PortTargets } from '../../plan/expected-after.ts';
import { portWords } from '../enumeration.ts';
import type { Check } from '../finding.ts';
import { inQuestion } from '../in-question.ts';

/** Ports that have no node port, which instance targets are reached by (AWS Load Balancer Controller, pkg/service/model_build_target_group.go). */
export const withoutNodePorts: Check<'NLB0307'> = (subject) => {
  const { service } = subject.snapshot;
  const without = subject.to === 'instance' ? inQuestion(subject).filter((each) => lacksNodePort(service, each)) : [];
  if (without.length === 0) return [];
  const { namespace, name, type, allocateLoadBalancerNodePorts } = service;
  const patch = (spec: object) =>
    `kubectl patch service/${name} -n ${namespace} --type=merge -p '${JSON.stringify({ spec })}'`;
  return hasNodePorts(service)
    ? [
        {
          code: 'NLB0307',
          message: `The Service has no node port for ${portWords(without.map(({ port }) => port))}${allocateLoadBalancerNodePorts ? '' : ' (allocateLoadBalancerNodePorts is false)'}, and instance targets need one for every port: the controller would refuse the change of all ports.`,
          remedy: `have node ports allocated: ${patch({ allocateLoadBalancerNodePorts: true })}`,
        },
      ]
    : [
        {
          code: 'NLB0307',
          message: `The Service is of type ${type} and has no node ports, which instance targets need: the controller would refuse the change.`,
          remedy: `let it have node ports: ${patch({ type: 'NodePort' })}`,
        },
      ];
};

/** Whether nodes cannot be the targets of a port for want of a node port. */
export function lacksNodePort(service: Service, { port, type }: Pick<PortTargets, 'port' | 'type'>): boolean {
  if (type !== 'instance') return false;
  return !hasNodePorts(service) || service.ports.find((each) => each.port === port)?.nodePort === null;
}

function hasNodePorts({ type }: Service): boolean {
  return type === 'LoadBalancer' || type === 'NodePort';
}
