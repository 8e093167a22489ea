import fc from 'fast-check';
import type { LabelSelector } from '../../src/model/binding.ts';
import type { Surroundings } from '../../src/model/surroundings.ts';

/* What may be around a Service, sane or not; each part may be one that could not be read. */

const pick = <Value>(...values: readonly Value[]) => fc.constantFrom(...values);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null, freq: 6 });
const count = fc.integer({ min: 0, max: 4 });

const labels = fc.dictionary(
  pick('app.kubernetes.io/name', 'elbv2.k8s.aws/pod-readiness-gate-inject'),
  pick('ui', 'enabled'),
  {
    maxKeys: 2,
  },
);

const selector: fc.Arbitrary<LabelSelector> = fc.record({
  matchLabels: labels,
  matchExpressions: fc.array(
    fc.record({
      key: pick('app.kubernetes.io/name'),
      operator: pick('In', 'NotIn', 'Exists'),
      values: fc.array(pick('ui', 'api'), { maxLength: 2 }),
    }),
    { maxLength: 1 },
  ),
});

const argument = pick(
  '--cluster-name=eks-workshop',
  '--cluster-name',
  'eks-workshop',
  '--watch-namespace=ui',
  '--feature-gates=NLBSecurityGroup=false',
  '--default-tags=team=web',
  '--max-targets-per-target-group=x',
  '--load-balancer-class=$(CLASS)',
);

const controller = fc.record({
  namespace: pick('kube-system'),
  name: pick('aws-load-balancer-controller', 'second'),
  version: pick('v3.5.0', 'v2.4.1', 'v1.1', 'latest', null),
  replicas: count,
  readyReplicas: count,
  arguments: fc.array(argument, { maxLength: 4 }),
});

const workload = fc.record({
  name: pick('ui', 'api'),
  replicas: count,
  updatedReplicas: count,
  totalReplicas: count,
  readyReplicas: count,
  paused: fc.boolean(),
  generation: count,
  observedGeneration: maybe(count),
  podLabels: labels,
});

const budget = fc.record({
  name: pick('ui', 'all'),
  selector: maybe(selector),
  minAvailable: pick('1', '50%', null),
  maxUnavailable: pick('0', '100%', null),
  disruptionsAllowed: maybe(count),
});

export const anySurroundings: fc.Arbitrary<Surroundings> = fc.record({
  namespaceLabels: maybe(labels),
  controllers: maybe(fc.array(controller, { maxLength: 2 })),
  workloads: maybe(fc.array(workload, { maxLength: 2 })),
  disruptionBudgets: maybe(fc.array(budget, { maxLength: 2 })),
  bindingNames: maybe(fc.array(pick('b1', 'b2', 'k8s-ui-uinlb-fa38096dd9'), { maxLength: 3 })),
  uses: maybe(fc.array(fc.record({ kind: pick('Ingress', 'TCPRoute'), name: pick('front') }), { maxLength: 2 })),
  mayPatchService: pick(true, false, null),
  limits: maybe(
    fc.dictionary(
      pick('targets-per-network-load-balancer', 'targets-per-availability-zone-per-network-load-balancer'),
      count,
    ),
  ),
});
