import type { Node, Pod } from '../../../model/workload.ts';
import { firstOfEach } from '../../order.ts';
import type { Subject } from '../finding.ts';
import { inQuestion } from '../in-question.ts';

/** A pod that is, or will be, a target by its address. */
export interface ExpectedPod {
  readonly pod: Pod;
  /** null: it is not in the cluster, or nodes could not be read. */
  readonly node: Node | null;
  readonly address: string;
  readonly port: number;
}

/** The pods that the ip groups in question should hold, each address once. */
export function expectedPods(subject: Subject): ExpectedPod[] {
  const { service, pods, nodes } = subject.snapshot;
  const ports = inQuestion(subject).filter(({ type }) => type === 'ip');
  const targets = ports.flatMap(({ set }) => (set.known ? set.targets : []));
  return firstOfEach(targets, ({ id }) => id).flatMap((target) => {
    const pod = pods?.find(({ namespace, name }) => name === target.pod && namespace === service.namespace);
    if (pod === undefined) return [];
    const node = nodes?.find(({ name }) => name === target.node) ?? null;
    return { pod, node, address: target.id, port: target.port };
  });
}
