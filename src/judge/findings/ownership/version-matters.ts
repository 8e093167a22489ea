import { annotationPrefix } from '../../../model/annotations.ts';
import type { ControllerDeployment } from '../../../model/surroundings.ts';
import { flagOf, goBoolean, isGiven } from '../../controller-flags.ts';
import type { Subject } from '../finding.ts';

/** Something that the controller does since a version. */
interface Matter {
  readonly since: string;
  /** What it did before, as a clause. */
  readonly before: string;
  /** Whether that makes a difference here. */
  readonly concerns: (subject: Subject, controller: ControllerDeployment) => boolean;
}

/** Annotations that older versions do not know (AWS Load Balancer Controller, docs/guide/service/annotations.md and its releases). */
const annotations: readonly { since: string; name: string; of?: string }[] = [
  { since: 'v2.10.0', name: 'aws-load-balancer-multi-cluster-target-group' },
  { since: 'v2.13.0', name: 'aws-load-balancer-enable-tcp-udp-listener' },
  { since: 'v2.14.0', name: 'aws-load-balancer-disable-nlb-sg' },
  { since: 'v2.14.0', name: 'aws-load-balancer-target-group-attributes.', of: 'PORT' },
  { since: 'v2.15.0', name: 'aws-load-balancer-quic-enabled-ports' },
  { since: 'v2.16.0', name: 'actions.', of: 'PROTOCOL-PORT' },
];

const wanted = ({ inspection, to }: Subject) => to ?? inspection.service.targetType.effective;

/** What the judgement of targets and the course of a migration rest on (AWS Load Balancer Controller, its releases). */
export const matters: readonly Matter[] = [
  {
    since: 'v2.4.1',
    before: 'the readiness gates of a deleted binding stay as they are: pods that have one may stay NotReady',
    concerns: ({ snapshot: { pods }, to }) =>
      to === 'instance' &&
      (pods ?? []).some(({ readinessGates }) =>
        readinessGates.some((gate) => gate.startsWith('target-health.elbv2.k8s.aws/')),
      ),
  },
  {
    since: 'v2.12.0',
    before: 'nodes with the taint karpenter.sh/disrupted stay targets, which nlbctl does not expect',
    concerns: (subject) =>
      wanted(subject) === 'instance' &&
      (subject.snapshot.nodes ?? []).some(({ taints }) =>
        taints.some(({ key, effect }) => key === 'karpenter.sh/disrupted' && effect === 'NoSchedule'),
      ),
  },
  {
    since: 'v2.14.0',
    before:
      'ip targets are taken from Endpoints unless --enable-endpoint-slices is given, while nlbctl reads EndpointSlices: the targets that it expects may differ',
    concerns: (subject, controller) => wanted(subject) === 'ip' && !readsSlices(controller),
  },
  {
    since: 'v3.4.1',
    before: 'the addresses of both families of a dual-stack Service are taken for ip targets, not those of one',
    concerns: (subject) => wanted(subject) === 'ip' && subject.snapshot.service.ipFamilies.length > 1,
  },
  ...annotations.map(({ since, name, of = '' }) => ({
    since,
    before: `the annotation ${name}${of} is not known`,
    concerns: ({ snapshot: { service } }: Subject) =>
      Object.keys(service.annotations)
        .map((key) => key.slice(annotationPrefix.length))
        .some((key) => (of === '' ? key === name : key.startsWith(name))),
  })),
];

function readsSlices(controller: ControllerDeployment): boolean {
  const told = flagOf(controller, 'enable-endpoint-slices');
  return isGiven(controller, 'enable-endpoint-slices') && (told === null || goBoolean(told) !== false);
}
