import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { Surroundings } from '../../../src/model/surroundings.ts';
import { aBinding, aPod, condition, instanceSnapshot, ipSnapshot, later, podNames } from '../snapshot-builder.ts';
import { controllersWithoutGates, foundOf, quietSurroundings } from './subject.ts';

const binding = 'k8s-ui-uinlb-908febdef8';
const gate = `target-health.elbv2.k8s.aws/${binding}`;
const labelled = { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' };
const ready = [condition('Ready', 'True'), condition('ContainersReady', 'True')];
const gated = (index: number, status: string | null, name = gate) =>
  aPod(index, {
    readinessGates: [name],
    conditions: status === null ? ready : [...ready, condition(name, status)],
  });

const around = (overrides: Partial<Surroundings> = {}) =>
  quietSurroundings({ namespaceLabels: labelled, ...overrides });
const onNodes = (pods = [aPod(0)], overrides: Partial<Surroundings> = {}, rest: Partial<Snapshot> = {}) =>
  instanceSnapshot({ pods, surroundings: around(overrides), ...rest });
const onPods = (pods = [aPod(0)], overrides: Partial<Surroundings> = {}, rest: Partial<Snapshot> = {}) =>
  ipSnapshot(undefined, { pods, surroundings: around({ bindingNames: [binding], ...overrides }), ...rest });
const switchedOff = { controllers: controllersWithoutGates };

describe('NLB0601', () => {
  test('tells of pods that are older than the gates, and of the restart that comes after', () =>
    expect(foundOf('NLB0601', onNodes([aPod(0), aPod(1)]), 'ip')).toMatchObject([
      {
        severity: 'info',
        object: 'Service ui/ui-nlb',
        message: `Pods ${podNames[0]} and ${podNames[1]} lack the readiness gate that namespace ui asks for: it is given at creation only, while an ip binding exists. Until restarted, they count as ready whatever the NLB finds.`,
        remedy: 'once the migration is verified: kubectl rollout restart deployment/ui -n ui',
      },
    ]));

  test('names the pods alone that lack it while the binding is there', () =>
    expect(foundOf('NLB0601', onPods([gated(0, 'True'), aPod(1)]))).toMatchObject([
      {
        severity: 'info',
        message: expect.stringMatching(/^Pod ui-6c9d8f5b7-pod2 lacks .* the pod counts as ready/),
        remedy: 'kubectl rollout restart deployment/ui -n ui',
      },
    ]));

  test('has a remedy for pods of no Deployment', () =>
    expect(foundOf('NLB0601', onNodes([aPod(0)], { workloads: [] }), 'ip')[0]?.remedy).toMatch(/kubectl delete pod/));

  test.each<[string, Snapshot, 'ip' | 'instance' | null]>([
    ['every pod has it', onPods([gated(0, 'True')]), 'ip'],
    ['the namespace does not ask for it', onNodes([aPod(0)], { namespaceLabels: {} }), 'ip'],
    [
      'the label has another value',
      onNodes([aPod(0)], { namespaceLabels: { ...labelled, [Object.keys(labelled)[0] ?? '']: 'true' } }),
      'ip',
    ],
    ['the labels were not read', onNodes([aPod(0)], { namespaceLabels: null }), 'ip'],
    ['the controller gives none', onNodes([aPod(0)], switchedOff), 'ip'],
    ['targets are nodes, and stay so', onNodes(), null],
    ['the migration leads away from ip', onPods(), 'instance'],
    ['the pod is going', onNodes([aPod(0, { deletionTimestamp: later(0) })]), 'ip'],
    ['the pod is over', onNodes([aPod(0, { phase: 'Succeeded' })]), 'ip'],
    ['pods were not read', onNodes([], {}, { pods: null }), 'ip'],
    ['bindings were not read', onNodes([aPod(0)], {}, { bindings: null }), 'ip'],
  ])('is silent where %s', (_, snapshot, to) => expect(foundOf('NLB0601', snapshot, to)).toEqual([]));
});

describe('NLB0602', () => {
  test('warns that an open gate of the binding closes when ip comes back', () =>
    expect(foundOf('NLB0602', onNodes([gated(0, 'True')]), 'ip')).toMatchObject([
      {
        severity: 'warning',
        object: `gate of binding ${binding}`,
        message: `Pod ${podNames[0]} carries the gate of binding ${binding}, which does not exist now. If the migration brings it back under the same name, which it does where nothing else has changed, the pod is NotReady, for everybody in the cluster, until the NLB finds it healthy.`,
        remedy: 'before the migration, while new pods get no gate: kubectl rollout restart deployment/ui -n ui',
      },
    ]));

  test.each(['False', 'Unknown', null])('warns today of a gate that is %s, which nobody opens', (status) =>
    expect(foundOf('NLB0602', onNodes([gated(0, status), gated(1, 'True')]))).toMatchObject([
      {
        severity: 'warning',
        message: `Pod ${podNames[0]} is kept NotReady by the gate of binding ${binding}, which does not exist: nobody opens it.`,
        remedy: 'kubectl rollout restart deployment/ui -n ui',
      },
    ]),
  );

  test('warns of a gate of another Service, too, but only while it is closed', () => {
    const other = 'target-health.elbv2.k8s.aws/k8s-ui-other-0123456789';
    expect(foundOf('NLB0602', onNodes([gated(0, 'False', other)]), 'ip')).toHaveLength(1);
    expect(foundOf('NLB0602', onNodes([gated(0, 'True', other)]), 'ip')).toEqual([]);
  });

  test.each<[string, Snapshot, 'ip' | null]>([
    ['the binding exists', onPods([gated(0, 'False')]), 'ip'],
    ['the binding is another Service’s and exists', onNodes([gated(0, 'False')], { bindingNames: [binding] }), null],
    ['the gate is open, and nothing is planned', onNodes([gated(0, 'True')]), null],
    ['the gate is not the controller’s', onNodes([gated(0, 'False', 'example.com/ready')]), 'ip'],
    ['names of bindings were not read', onNodes([gated(0, 'False')], { bindingNames: null }), 'ip'],
  ])('is silent where %s', (_, snapshot, to) => expect(foundOf('NLB0602', snapshot, to)).toEqual([]));
});

describe('NLB0603', () => {
  const unlabelled = (overrides: Partial<Surroundings> = {}) =>
    onNodes([aPod(0)], { namespaceLabels: {}, ...overrides });

  test('tells of a namespace without the label', () =>
    expect(foundOf('NLB0603', unlabelled(), 'ip')).toMatchObject([
      {
        severity: 'info',
        object: 'namespace ui',
        message: expect.stringMatching(
          /^Namespace ui is not labelled for readiness gates: after the migration a rollout/,
        ),
        remedy:
          'kubectl label namespace ui elbv2.k8s.aws/pod-readiness-gate-inject=enabled; then restart the pods once the migration is verified: kubectl rollout restart deployment/ui -n ui',
      },
    ]));

  test('tells of a controller that gives none', () =>
    expect(foundOf('NLB0603', onNodes([aPod(0)], switchedOff), 'ip')).toMatchObject([
      { message: expect.stringContaining('--enable-pod-readiness-gate-inject=false') },
    ]));

  test.each<[string, Snapshot, 'ip' | 'instance' | null]>([
    ['the namespace has it', onNodes(), 'ip'],
    ['nothing is planned', unlabelled(), null],
    ['the migration leads to nodes', unlabelled(), 'instance'],
    ['the labels were not read', unlabelled({ namespaceLabels: null }), 'ip'],
  ])('is silent where %s', (_, snapshot, to) => expect(foundOf('NLB0603', snapshot, to)).toEqual([]));
});

describe('NLB0604', () => {
  test('warns of pods that are created while the binding goes', () =>
    expect(foundOf('NLB0604', onPods(), 'instance')).toMatchObject([
      {
        severity: 'warning',
        message: expect.stringContaining(`while binding ${binding} is being deleted gets its readiness gate`),
        remedy: expect.stringContaining('kubectl get pods -n ui -o wide'),
      },
    ]));

  test.each<[string, Snapshot, 'ip' | 'instance' | null]>([
    ['the namespace is not labelled', onPods([aPod(0)], { namespaceLabels: {} }), 'instance'],
    ['there is no ip binding', onNodes(), 'instance'],
    [
      'the ip binding is a user’s own',
      onPods([aPod(0)], {}, { bindings: [aBinding('ip', { labels: {} })] }),
      'instance',
    ],
    ['nothing is planned', onPods(), null],
    ['ip stays', onPods(), 'ip'],
  ])('is silent where %s', (_, snapshot, to) => expect(foundOf('NLB0604', snapshot, to)).toEqual([]));
});
