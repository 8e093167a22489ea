import type { Node } from '../../../model/workload.ts';
import { chosenNodes } from '../../instance-targets.ts';
import { instanceIdOf } from '../../nodes.ts';
import { firstOfEach } from '../../order.ts';
import { enumerated } from '../enumeration.ts';
import type { Check, Found, Subject } from '../finding.ts';
import { inQuestion } from '../in-question.ts';

/**
 * Nodes that the controller would register and that are no EC2 instances. One of them keeps all of them out (AWS Load
 * Balancer Controller, pkg/k8s/node_utils.go, pkg/backend/endpoint_resolver.go).
 */
export const nodesWithoutInstance: Check<'NLB0302' | 'NLB0303'> = (subject) => {
  const odd = nodesInQuestion(subject).filter((node) => instanceIdOf(node) === null);
  const hybrid = odd.filter(isHybrid);
  const bad = odd.filter((node) => !isHybrid(node));
  return [
    ...told('NLB0302', bad, subject, (node) =>
      node.providerId === null
        ? `${node.name} has no provider id`
        : `${node.name} has provider id "${node.providerId}"`,
    ),
    ...told('NLB0303', hybrid, subject, (node) => `${node.name} is a hybrid node (${node.providerId})`),
  ];
};

function told<Code extends 'NLB0302' | 'NLB0303'>(
  code: Code,
  nodes: readonly Node[],
  { to }: Subject,
  words: (node: Node) => string,
): Found<Code>[] {
  const [only] = nodes;
  if (only === undefined) return [];
  const one = nodes.length === 1;
  const names = nodes.map(({ name }) => name);
  return [
    {
      code,
      ...(one ? { object: `node ${only.name}` } : {}),
      message: `${enumerated(nodes.map(words))}, and ${one ? 'is no EC2 instance' : 'are no EC2 instances'}, but ${one ? 'passes' : 'pass'} for a target: the controller ${to === null ? 'registers' : 'would register'} no node at all while ${one ? 'it is' : 'they are'} not left out.`,
      remedy: `leave ${one ? 'it' : 'them'} out: kubectl label node ${names.join(' ')} node.kubernetes.io/exclude-from-external-load-balancers=true`,
    },
  ];
}

/** The nodes that the instance groups in question choose; every port's are the same, but for bindings that somebody wrote. */
function nodesInQuestion(subject: Subject): Node[] {
  const groups = inQuestion(subject).filter(({ type }) => type === 'instance');
  const nodes = groups.flatMap(({ group }) => chosenNodes(subject.snapshot, group?.binding ?? null) ?? []);
  return firstOfEach(nodes, ({ name }) => name);
}

function isHybrid({ providerId }: Node): boolean {
  return providerId?.startsWith('eks-hybrid://') ?? false;
}
