import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inputWords, isSamePlan, type PlanInputs, planInputs } from '../../../src/judge/plan/inputs.ts';
import { movedParts, planHash } from '../../../src/migrate/plan-hash.ts';
import { annotation } from '../../../src/model/annotations.ts';
import type { Service } from '../../../src/model/service.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { anySnapshot, shuffled } from '../arbitrary-snapshot.ts';
import {
  aBinding,
  aGroup,
  aListener,
  anEndpoint,
  anEvent,
  aPod,
  aService,
  aSlice,
  instanceGroupArn,
  instanceSnapshot,
  ipGroupArn,
  later,
  nodeTargets,
  unhealthy,
} from '../snapshot-builder.ts';

const hashOf = (snapshot: Snapshot) => planHash(planInputs(snapshot, 'ip'));
const before = instanceSnapshot();
const withService = (service: Partial<Service>) => instanceSnapshot({ service: aService(service) });

describe('a plan rests on', () => {
  test.each<[part: keyof PlanInputs, what: string, now: Snapshot]>([
    ['service', 'the Service’s uid', withService({ uid: 'another' })],
    ['service', 'its class', withService({ loadBalancerClass: 'service.k8s.aws/nlb' })],
    ['service', 'its traffic policy', withService({ externalTrafficPolicy: 'Local' })],
    [
      'service',
      'an annotation of the controller’s',
      withService({ annotations: { ...aService().annotations, [annotation.scheme]: 'internal' } }),
    ],
    ['service', 'its selector', withService({ selector: { app: 'other' } })],
    ['listeners', 'what a listener forwards to', instanceSnapshot({ listeners: [aListener({ [ipGroupArn]: 1 })] })],
    ['listeners', 'a weight', instanceSnapshot({ listeners: [aListener({ [instanceGroupArn]: 7 })] })],
    ['listeners', 'listeners that are gone', instanceSnapshot({ listeners: [] })],
    ['listeners', 'listeners that could not be read', instanceSnapshot({ listeners: null })],
    [
      'targetGroups',
      'a group that was made anew',
      instanceSnapshot({ targetGroups: [aGroup('instance', nodeTargets(), { arn: `${instanceGroupArn}0` })] }),
    ],
    ['bindings', 'a binding’s spec', instanceSnapshot({ bindings: [aBinding('instance', { servicePort: 443 })] })],
    ['bindings', 'a binding that is gone', instanceSnapshot({ bindings: [] })],
    [
      'expected',
      'another pod',
      instanceSnapshot({ endpointSlices: [aSlice([anEndpoint(0), anEndpoint(1)])], pods: [aPod(0), aPod(1)] }),
    ],
    ['expected', 'pods that could not be read', instanceSnapshot({ pods: null })],
  ])('%s: %s', (part, _, now) => {
    expect(movedParts(hashOf(before), hashOf(now))).toEqual([inputWords[part]]);
    expect(hashOf(now).hash).not.toBe(hashOf(before).hash);
    expect(isSamePlan(before, now, 'ip')).toBe(false);
  });

  test('the target type that is asked for', () => {
    expect(planHash(planInputs(before, 'instance')).hash).not.toBe(hashOf(before).hash);
  });

  test('several parts at once, each named', () => {
    const now = instanceSnapshot({ listeners: [], bindings: [] });
    expect(movedParts(hashOf(before), hashOf(now))).toEqual(['the NLB’s listeners', 'its TargetGroupBindings']);
  });
});

describe('a plan does not rest on', () => {
  test.each<[what: string, now: Snapshot]>([
    ['the version of the Service', withService({ resourceVersion: '2000' })],
    ['its status', withService({ ingress: [] })],
    ['its labels', withService({ labels: { team: 'ui' } })],
    ['its finalizers', withService({ finalizers: [] })],
    ['who manages its annotations', withService({ annotationManagers: { [annotation.targetType]: ['kubectl'] } })],
    ['what was last applied', withService({ lastApplied: {}, deliveryMarks: ['meta.helm.sh/release-name'] })],
    [
      'health',
      instanceSnapshot({ targetGroups: [aGroup('instance', nodeTargets([unhealthy, unhealthy, unhealthy]))] }),
    ],
    ['what is registered', instanceSnapshot({ targetGroups: [aGroup('instance', [])] })],
    [
      'how far the controller has come with a binding',
      instanceSnapshot({
        bindings: [aBinding('instance', { generation: 9, observedGeneration: 8, checkpointAt: later(5) })],
      }),
    ],
    ['events and time', instanceSnapshot({ events: [anEvent()], at: later(3600) })],
    ['what it was read by', instanceSnapshot({ origin: { ...before.origin, context: 'another' } })],
    [
      'the order in which annotations are written',
      withService({ annotations: Object.fromEntries(Object.entries(aService().annotations).reverse()) }),
    ],
  ])('%s', (_, now) => {
    expect(hashOf(now)).toEqual(hashOf(before));
    expect(isSamePlan(before, now, 'ip')).toBe(true);
  });

  test('the order in which APIs list things, nor on anything that changes by itself', () => {
    fc.assert(
      fc.property(
        anySnapshot,
        fc.constantFrom('ip' as const, 'instance' as const),
        fc.integer(),
        (snapshot, to, seed) => {
          const mixed = shuffled(snapshot, seed);
          const now: Snapshot = {
            ...mixed,
            at: later(60),
            events: null,
            service: { ...mixed.service, resourceVersion: '9', ingress: [], annotationManagers: { a: ['b'] } },
            targetGroups:
              mixed.targetGroups?.map((group) => ({
                ...group,
                targets: group.targets?.map((target) => ({ ...target, health: unhealthy })) ?? null,
              })) ?? null,
          };
          expect(planHash(planInputs(now, to))).toEqual(planHash(planInputs(snapshot, to)));
        },
      ),
      { numRuns: 300 },
    );
  });
});

test('the hashes are as the schema of saved plans has them', () => {
  const { hash, parts } = hashOf(before);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(Object.keys(parts)).toEqual(['service', 'listeners', 'targetGroups', 'bindings', 'expected']);
  for (const part of Object.values(parts)) expect(part).toMatch(/^[0-9a-f]{16}$/);
  expect(movedParts({ hash, parts }, { hash, parts })).toEqual([]);
});
