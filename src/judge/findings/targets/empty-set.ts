import type { Snapshot } from '../../../model/snapshot.ts';
import type { TargetType } from '../../../model/target-type.ts';
import type { PortTargets } from '../../plan/expected-after.ts';
import { readyPods } from '../../ready-pods.ts';
import { enumerated, portWords } from '../enumeration.ts';
import type { Check } from '../finding.ts';
import { inQuestion } from '../in-question.ts';
import { lacksNodePort } from './node-ports.ts';

/** Ports without a target that could serve; those that are so for the same reason are told together. */
export const emptySet: Check<'NLB0301'> = (subject) => {
  const { snapshot, to } = subject;
  const found = new Map<string, { readonly type: TargetType; readonly ports: number[] }>();
  for (const each of inQuestion(subject)) {
    const why = lacksNodePort(snapshot.service, each) ? null : emptyBecause(each, snapshot);
    if (why === null) continue;
    const same = found.get(why) ?? { type: each.type, ports: [] };
    same.ports.push(each.port);
    found.set(why, same);
  }
  const { namespace, name } = snapshot.service;
  return [...found].map(([why, { type, ports }]) => ({
    code: 'NLB0301' as const,
    message: `${to === null ? 'No target can serve' : `After a migration to ${to} no target could serve`} ${portWords(ports)}: ${why}`,
    remedy:
      type === 'ip' || why.startsWith('no pod')
        ? `see which pods are ready: kubectl get endpointslices -n ${namespace} -l kubernetes.io/service-name=${name} -o wide`
        : `see the nodes, their labels and taints: kubectl get nodes --show-labels; nlbctl inspect ${name} -n ${namespace} says of each why it is left out`,
  }));
};

/** Why nothing serves, a clause with its full stop; null: something does, or it is not known. */
function emptyBecause({ set, type }: PortTargets, snapshot: Snapshot): string | null {
  if (!set.known) return null;
  const [problem] = set.problems;
  const left = set.skipped.slice(0, 5).map(({ name, why }) => `${name} ${why}`);
  const but = left.length === 0 ? '' : ` (${left.join('; ')})`;
  if (set.targets.length === 0)
    return problem ?? (type === 'ip' ? `no pod of the Service is ready${but}.` : `no node is eligible${but}.`);
  // Nodes are targets wherever pods run, but kube-proxy has nobody to pass their traffic on to.
  if (type === 'instance' && readyPods(snapshot)?.total === 0)
    return 'no pod of the Service is ready, so that no node could pass traffic on.';
  if (set.targets.some(({ required }) => required)) return null;
  return `all of those that are expected get no traffic by design: ${enumerated(set.targets.map(({ byDesign }) => byDesign ?? ''))}.`;
}
