import type { Snapshot } from '../../../model/snapshot.ts';
import type { TargetType } from '../../../model/target-type.ts';
import type { PortTargets } from '../../plan/expected-after.ts';
import { readyPods } from '../../ready-pods.ts';
import { isTargetType } from '../../target-type.ts';
import { enumerated, portWords } from '../enumeration.ts';
import type { Check, Subject } from '../finding.ts';
import { inQuestion } from '../in-question.ts';
import { lacksNodePort } from './node-ports.ts';
import { servedGroups } from './served-groups.ts';

/** Ports without a target that could serve; those that are so for the same reason are told together. */
export const emptySet: Check<'NLB0301'> = (subject) => {
  const { snapshot, to } = subject;
  const found = new Map<string, { readonly type: TargetType; readonly ports: number[] }>();
  const tell = (why: string, type: TargetType, port: number) => {
    const same = found.get(why) ?? { type, ports: [] };
    same.ports.push(port);
    found.set(why, same);
  };
  for (const each of inQuestion(subject)) {
    // NLB0307 says so of a migration.
    const why = to !== null && lacksNodePort(snapshot.service, each) ? null : emptyBecause(each, snapshot);
    if (why !== null) tell(why, each.type, each.port);
  }
  for (const { port, type, why } of to === null ? ofOtherListeners(subject) : []) tell(why, type, port);
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

/** Listeners on ports that the Service does not have: the controller registers nothing for them. */
function ofOtherListeners(subject: Subject) {
  const own = new Set(subject.snapshot.service.ports.map(({ port }) => port));
  return servedGroups(subject).flatMap(({ port, group: { type, expectation } }) => {
    const [why] = expectation.problems;
    return own.has(port) || why === undefined || !isTargetType(type) ? [] : [{ port, type, why }];
  });
}

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
