import { describe, expect, test } from 'vitest';
import { lastAppliedOf } from '../../src/kubernetes/convert/annotations.ts';
import { controllerOf, workloadOf } from '../../src/kubernetes/convert/deployment.ts';
import { disruptionBudgetOf } from '../../src/kubernetes/convert/disruption-budget.ts';
import { ingressUses, routeUses } from '../../src/kubernetes/convert/service-use.ts';

describe('a Deployment of the controller', () => {
  const deployment = (image: string) => ({
    metadata: { namespace: 'kube-system', name: 'aws-load-balancer-controller', generation: 3 },
    spec: {
      replicas: 2,
      template: { spec: { containers: [{ image: 'envoy:1' }, { image, args: ['--cluster-name=prod'] }] } },
    },
    status: { readyReplicas: 1 },
  });

  test.each([
    ['public.ecr.aws/eks/aws-load-balancer-controller:v3.5.0', 'v3.5.0'],
    ['registry:5000/aws-load-balancer-controller:v2.8.1@sha256:00', 'v2.8.1'],
    ['registry:5000/aws-load-balancer-controller', null],
  ])('of %s has version %s', (image, version) =>
    expect(controllerOf(deployment(image))).toEqual({
      namespace: 'kube-system',
      name: 'aws-load-balancer-controller',
      version,
      replicas: 2,
      readyReplicas: 1,
      arguments: ['--cluster-name=prod'],
    }),
  );
});

test('a Deployment that nobody has looked at yet has counts of 0', () =>
  expect(workloadOf({ metadata: { name: 'ui', generation: 1 }, spec: {} })).toEqual({
    name: 'ui',
    replicas: 1,
    updatedReplicas: 0,
    totalReplicas: 0,
    readyReplicas: 0,
    paused: false,
    generation: 1,
    observedGeneration: null,
    podLabels: {},
  }));

describe('a disruption budget', () => {
  const matchExpressions = [{ key: 'tier', operator: 'In', values: ['front'] }];
  const budget = (selector?: object) =>
    disruptionBudgetOf({
      metadata: { name: 'ui' },
      spec: { minAvailable: '50%', ...(selector === undefined ? {} : { selector }) },
      status: { disruptionsAllowed: 0 },
    });
  test.each([
    [
      { matchLabels: { app: 'ui' }, matchExpressions },
      { matchLabels: { app: 'ui' }, matchExpressions },
    ],
    [{}, { matchLabels: {}, matchExpressions: [] }],
    [undefined, null],
  ])('with selector %j', (given, selector) =>
    expect(budget(given)).toEqual({
      name: 'ui',
      selector,
      minAvailable: '50%',
      maxUnavailable: null,
      disruptionsAllowed: 0,
    }),
  );
});

describe('what leads to a Service', () => {
  const service = (name: string) => ({ service: { name, port: { number: 80 } } });
  test.each([
    [{ defaultBackend: service('ui-nlb') }, 1],
    [{ rules: [{ http: { paths: [{ backend: service('other') }, { backend: service('ui-nlb') }] } }] }, 1],
    [{ rules: [{ http: { paths: [{ backend: service('other') }] } }] }, 0],
    [{}, 0],
  ])('an Ingress %#', (spec, count) =>
    expect(ingressUses({ metadata: { name: 'web' }, spec }, 'ui-nlb')).toHaveLength(count),
  );

  test.each([
    [[{ name: 'ui-nlb' }], 1],
    [[{ kind: 'Service', name: 'ui-nlb' }], 1],
    [[{ kind: 'ServiceImport', name: 'ui-nlb' }], 0],
    [[{ name: 'other' }], 0],
  ])('a route %#', (backendRefs, count) =>
    expect(
      routeUses({ metadata: { name: 'r' }, spec: { rules: [{ backendRefs }] } }, 'TCPRoute', 'ui-nlb'),
    ).toHaveLength(count),
  );
});

test.each([
  [{}, null],
  [{ 'kubectl.kubernetes.io/last-applied-configuration': 'no json' }, {}],
  [{ 'kubectl.kubernetes.io/last-applied-configuration': '[]' }, {}],
])('last applied %#', (annotations, applied) => expect(lastAppliedOf(annotations)).toEqual(applied));
