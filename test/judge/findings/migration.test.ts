import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { DisruptionBudget, Surroundings, Workload } from '../../../src/model/surroundings.ts';
import type { TargetGroup } from '../../../src/model/target-group.ts';
import type { TargetType } from '../../../src/model/target-type.ts';
import {
  aGroup,
  anEndpoint,
  aSlice,
  instanceSnapshot,
  ipSnapshot,
  nodeTargets,
  serviceOfType,
} from '../snapshot-builder.ts';
import { foundOf, quietSurroundings } from './subject.ts';

type Case = readonly [string, Snapshot, TargetType | null];

const workload = (overrides: Partial<Workload> = {}): Workload[] =>
  (quietSurroundings().workloads ?? []).map((each) => ({ ...each, ...overrides }));
const story = (overrides: Partial<Snapshot> = {}, around: Partial<Surroundings> = {}) =>
  instanceSnapshot({ surroundings: quietSurroundings(around), ...overrides });
const withGroup = (overrides: Partial<TargetGroup>, rest: Partial<Snapshot> = {}) =>
  story({ targetGroups: [aGroup('instance', nodeTargets(), overrides)], ...rest });
const three = { endpointSlices: [aSlice([0, 1, 2].map((index) => anEndpoint(index)))] };

describe('NLB0701', () => {
  test('gives each port its window', () => {
    expect(foundOf('NLB0701', story(), 'ip')).toMatchObject([
      {
        severity: 'warning',
        message: expect.stringMatching(/^An in-place migration to ip leaves port 80 .* 1–6 minutes\.$/),
      },
    ]);
    expect(foundOf('NLB0701', story())).toMatchObject([{ severity: 'info' }]);
  });
  test.each<Case>([
    ['the type is there already', story(), 'instance'],
    ['no target is healthy now', withGroup({ targets: [] }), 'ip'],
  ])('is silent where %s', (_, snapshot, to) => expect(foundOf('NLB0701', snapshot, to)).toEqual([]));
});

describe('NLB0702', () => {
  test.each([
    [
      story({}, { workloads: workload({ replicas: 1 }) }),
      /^ui has a single replica: with ip targets/,
      'kubectl scale deployment/ui -n ui --replicas=3',
    ],
    [
      story(three, { workloads: workload({ replicas: 1 }) }),
      /^ui has a single replica/,
      'kubectl scale deployment/ui -n ui --replicas=3',
    ],
    [
      story(),
      /^Only one pod of ui is ready, of 3:/,
      'have more than one pod ready first: kubectl get pods -n ui -o wide',
    ],
    [
      story({}, { workloads: null }),
      /^Only one pod of ui is ready:/,
      'have more than one pod ready first: kubectl get pods -n ui -o wide',
    ],
  ])('warns of one pod %#', (snapshot, message, remedy) =>
    expect(foundOf('NLB0702', snapshot, 'ip')).toMatchObject([
      { severity: 'warning', message: expect.stringMatching(message), remedy },
    ]),
  );
  test.each<Case>([
    ['several are ready', story(three), 'ip'],
    ['nothing is planned', story(), null],
    ['targets will be nodes', ipSnapshot(undefined, { surroundings: quietSurroundings() }), 'instance'],
    ['no pod is ready, which is another matter', story({ endpointSlices: [] }), 'ip'],
    ['endpoints were not read', story({ endpointSlices: null }), 'ip'],
  ])('is silent where %s', (_, snapshot, to) => expect(foundOf('NLB0702', snapshot, to)).toEqual([]));
});

describe('NLB0703', () => {
  const budget = (overrides: Partial<DisruptionBudget> = {}) => ({
    disruptionBudgets: [
      {
        name: 'ui-budget',
        selector: { matchLabels: { 'app.kubernetes.io/name': 'ui' }, matchExpressions: [] },
        minAvailable: '3',
        maxUnavailable: null,
        disruptionsAllowed: 0,
        ...overrides,
      },
    ],
  });
  test('tells of a budget that allows none now', () =>
    expect(foundOf('NLB0703', story(three, budget()), 'ip')).toMatchObject([
      {
        severity: 'info',
        object: 'PodDisruptionBudget ui-budget',
        message: expect.stringMatching(/^PodDisruptionBudget ui-budget \(minAvailable 3\) allows no disruption now/),
        remedy: expect.stringContaining('kubectl get poddisruptionbudget ui-budget -n ui'),
      },
    ]));
  test.each([
    ['none', { disruptionBudgets: [] }],
    ['one of other pods', budget({ selector: { matchLabels: { app: 'other' }, matchExpressions: [] } })],
    ['one that selects none', budget({ selector: null })],
  ])('tells of several pods with no budget: %s', (_, around) =>
    expect(foundOf('NLB0703', story(three, around), 'ip')).toMatchObject([
      {
        severity: 'info',
        object: 'Service ui/ui-nlb',
        message: expect.stringMatching(/^No PodDisruptionBudget selects the 3 pods of ui:/),
        remedy: 'kubectl create poddisruptionbudget ui -n ui --selector=app.kubernetes.io/name=ui --max-unavailable=1',
      },
    ]),
  );
  test.each<Case>([
    ['the budget allows some', story(three, budget({ disruptionsAllowed: 1 })), 'ip'],
    [
      'the budget is of every pod, and allows some',
      story(three, budget({ selector: { matchLabels: {}, matchExpressions: [] }, disruptionsAllowed: 1 })),
      'ip',
    ],
    ['what it allows is not computed yet', story(three, budget({ disruptionsAllowed: null })), 'ip'],
    ['there is one replica', story({}, { workloads: workload({ replicas: 1 }) }), 'ip'],
    ['nothing is planned', story(three, budget()), null],
    ['targets will be nodes', story(three, budget()), 'instance'],
    ['budgets were not read', story(three, { disruptionBudgets: null }), 'ip'],
    ['Deployments were not read', story(three, { workloads: null }), 'ip'],
    ['pods are of no Deployment', story(three, { workloads: [] }), 'ip'],
  ])('is silent where %s', (_, snapshot, to) => expect(foundOf('NLB0703', snapshot, to)).toEqual([]));
});

describe('NLB0704', () => {
  test.each([
    [{ observedGeneration: null }, 'was changed, which its controller has not acted on yet'],
    [{ generation: 2 }, 'was changed, which its controller has not acted on yet'],
    [{ updatedReplicas: 1 }, 'is being rolled out (1 of 3 pods of the newest template)'],
    [{ totalReplicas: 4 }, 'is being rolled out (1 old pod to go)'],
    [{ readyReplicas: 2 }, 'is not complete (2 of 3 pods ready)'],
  ])('warns of %j', (state, words) =>
    expect(foundOf('NLB0704', story({}, { workloads: workload(state) }), 'ip')).toMatchObject([
      {
        severity: 'warning',
        object: 'Deployment ui',
        message: `Deployment ui ${words}: its pods may change while the migration waits for them, and a new one starts that wait anew.`,
        remedy: 'let it finish first: kubectl rollout status deployment/ui -n ui',
      },
    ]),
  );
  test('warns of one that is paused', () =>
    expect(foundOf('NLB0704', story({}, { workloads: workload({ paused: true }) }), 'ip')).toMatchObject([
      { message: expect.stringContaining('is paused'), remedy: expect.stringContaining('kubectl rollout resume') },
    ]));
  const rolling = { workloads: workload({ updatedReplicas: 1 }) };
  const back = (service: Snapshot['service'], namespaceLabels = {}) =>
    ipSnapshot(undefined, { service, surroundings: quietSurroundings({ ...rolling, namespaceLabels }) });
  test.each<Case>([
    ['only pods on the node count', back(serviceOfType('ip', { externalTrafficPolicy: 'Local' })), 'instance'],
    [
      'new pods get gates',
      back(serviceOfType('ip'), { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' }),
      'instance',
    ],
  ])('matters on the way to nodes where %s', (_, snapshot, to) =>
    expect(foundOf('NLB0704', snapshot, to)).toHaveLength(1),
  );
  test.each<Case>([
    ['the rollout is complete', story(), 'ip'],
    [
      'the Deployment is of other pods',
      story({}, { workloads: workload({ updatedReplicas: 1, podLabels: { app: 'other' } }) }),
      'ip',
    ],
    ['targets will be nodes, whatever runs on them', back(serviceOfType('ip')), 'instance'],
    ['nothing is planned', story({}, rolling), null],
    ['Deployments were not read', story({}, { workloads: null }), 'ip'],
  ])('is silent where %s', (_, snapshot, to) => expect(foundOf('NLB0704', snapshot, to)).toEqual([]));
});
