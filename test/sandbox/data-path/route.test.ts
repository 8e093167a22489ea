import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutOf } from '../../../src/sandbox/data-path/flows.ts';
import { outcomeOf } from '../../../src/sandbox/data-path/outcome.ts';
import type { Reached } from '../../../src/sandbox/data-path/reach.ts';
import { anyOf, byWeight, routesOf, zonesInDns } from '../../../src/sandbox/data-path/route.ts';
import type { DataPlaneView, GroupView, TargetHealth, TargetView } from '../../../src/sandbox/data-path/view.ts';

const zones = ['a', 'b', 'c'];
const healths: TargetHealth[] = ['registering', 'checking', 'healthy', 'unhealthy', 'kept', 'unusable'];

const target = fc.record<TargetView>({
  id: fc.stringMatching(/^10\.42\.[0-9]\.[0-9]$/),
  port: fc.integer({ min: 1, max: 3 }),
  zone: fc.constantFrom(...zones, 'all'),
  draining: fc.boolean(),
  health: fc.constantFrom(...healths),
  shifted: fc.boolean(),
});
const floor = fc.record({ count: fc.integer({ min: 0, max: 3 }), percentage: fc.constantFrom(0, 50, 100) });
const group = fc.record<GroupView>({
  type: fc.constantFrom('instance', 'ip'),
  crossZone: fc.boolean(),
  preservesClient: fc.boolean(),
  routing: floor,
  dns: floor,
  cutsUnhealthy: fc.boolean(),
  cutsDrained: fc.boolean(),
  targets: fc.array(target, { maxLength: 5 }),
});
const view = fc
  .record({
    groups: fc.dictionary(fc.constantFrom('g1', 'g2', 'g3'), group),
    weights: fc.dictionary(fc.constantFrom('g1', 'g2', 'g3', 'g4'), fc.integer({ min: 0, max: 999 })),
    shifted: fc.subarray(zones),
  })
  .map(({ groups, weights, shifted }): DataPlaneView => {
    const forwards = Object.entries(weights).map(([arn, weight]) => ({ arn, weight }));
    const listeners = [{ arn: 'l1', port: 80, tls: false, forwards }];
    const balancer = { dnsName: 'nlb', zones: zones.map((name) => ({ name, subnet: name })), shifted, listeners };
    return { balancers: [balancer], groups };
  });
const zone = fc.constantFrom(...zones);
const failOpen = fc.constantFrom('registered' as const, 'checked' as const);
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

const balancerOf = ({ balancers: [balancer] }: DataPlaneView) => {
  if (balancer === undefined) throw new Error('there is no load balancer');
  return balancer;
};
const listenerOf = (of: DataPlaneView) => {
  const [listener] = balancerOf(of).listeners;
  if (listener === undefined) throw new Error('there is no listener');
  return listener;
};
const isInReach = (of: GroupView, from: string, { zone: at }: TargetView) =>
  of.crossZone || at === from || at === 'all';

describe('of any view', () => {
  test('connections go to groups with a weight, and to targets in reach that neither drain nor are unusable', () => {
    fc.assert(
      fc.property(view, zone, failOpen, (of, from, choice) => {
        for (const { group: arn, weight, targets } of routesOf(of, listenerOf(of), from, choice)) {
          const at = of.groups[arn];
          expect(weight).toBeGreaterThan(0);
          expect(at).toBeDefined();
          for (const one of targets) {
            expect(one.draining).toBe(false);
            expect(one.health).not.toBe('unusable');
            if (choice === 'checked') expect(one.health).not.toBe('registering');
            if (at !== undefined) expect(isInReach(at, from, one)).toBe(true);
          }
        }
      }),
    );
  });

  test('it is the healthy targets alone, or all of them: never some that are healthy with some that are not', () => {
    fc.assert(
      fc.property(view, zone, (of, from) => {
        for (const { group: arn, targets } of routesOf(of, listenerOf(of), from, 'registered')) {
          const at = of.groups[arn];
          if (at === undefined) continue;
          const all = at.targets.filter(
            (one) =>
              !one.draining && one.health !== 'unusable' && isInReach(at, from, one) && !(at.crossZone && one.shifted),
          );
          const healthy = all.filter(({ health }) => health === 'healthy');
          expect([healthy, all]).toContainEqual(targets);
          // With the defaults of the attributes, one that is healthy is enough.
          if (at.routing.count <= 1 && at.routing.percentage === 0 && healthy.length > 0)
            expect(targets).toEqual(healthy);
          if (healthy.length === 0) expect(targets).toEqual(all);
        }
      }),
    );
  });

  test('some zones are in DNS; one that is left out is shifted, or lacks healthy targets of a group with a weight', () => {
    fc.assert(
      fc.property(view, (of) => {
        const balancer = balancerOf(of);
        const inDns = zonesInDns(of, balancer);
        expect(inDns.length).toBeGreaterThan(0);
        const groups = listenerOf(of).forwards.flatMap(({ arn, weight }) => (weight > 0 ? (of.groups[arn] ?? []) : []));
        for (const from of zones.filter((name) => !inDns.includes(name))) {
          const lacking = groups.some(
            ({ targets, dns, ...rest }) =>
              targets.length > 0 &&
              (targets.filter(
                (one) => one.health === 'healthy' && !one.draining && isInReach({ targets, dns, ...rest }, from, one),
              ).length < dns.count ||
                dns.percentage > 0),
          );
          expect(lacking || balancer.shifted.includes(from)).toBe(true);
        }
      }),
    );
  });

  test('a connection ends at a pod of a target of its group, or is lost for one reason; nothing else comes of it', () => {
    const pod = { uid: '1', namespace: 'ui', name: 'ui-1', node: 'n', address: '10.42.0.1' };
    const found: Reached[] = [
      { kind: 'pods', pods: [pod], source: { kind: 'client' } },
      { kind: 'pods', pods: [], source: { kind: 'client' } },
      { kind: 'refused' },
      { kind: 'dropped' },
    ];
    fc.assert(
      fc.property(view, zone, random, fc.constantFrom(...found), (of, from, at, reached) => {
        const routes = routesOf(of, listenerOf(of), from, 'registered');
        const outcome = outcomeOf(of, routes, { to: () => reached }, () => at);
        if (outcome.kind === 'pod') {
          expect(reached).toMatchObject({ pods: [pod] });
          expect(routes.find((route) => route.group === outcome.group)?.targets).toContainEqual(outcome.target);
          return;
        }
        const expected =
          reached.kind === 'dropped' ? 'target-silent' : ('target-refuses' as 'target-silent' | 'target-refuses');
        expect([expected, 'no-target', 'no-target-in-zone']).toContain(outcome.loss);
        if (routes.every(({ targets }) => targets.length > 0) && routes.length > 0) expect(outcome.loss).toBe(expected);
        if (routes.length === 0) expect(outcome.loss).toBe('no-target');
      }),
    );
  });
});

describe('an open connection', () => {
  const flow = fc.record({
    dnsName: fc.constant('nlb'),
    listener: fc.constant('l1'),
    group: fc.constantFrom('g1', 'g2', 'g3'),
    target: fc.record({ id: fc.stringMatching(/^10\.42\.[0-9]\.[0-9]$/), port: fc.integer({ min: 1, max: 3 }) }),
  });

  test('outlives a view that has not changed, but for one in which its target is unhealthy', () => {
    fc.assert(
      fc.property(view, flow, (of, one) => {
        const health = of.groups[one.group]?.targets.find(
          ({ id, port }) => id === one.target.id && port === one.target.port,
        )?.health;
        if (health !== 'unhealthy') expect(cutOf(one, of, of, 'cut')).toBeUndefined();
      }),
    );
  });

  test('outlives every change of weights, and every draining', () => {
    fc.assert(
      fc.property(view, view, flow, (of, other, one) => {
        const draining = Object.entries(of.groups).map(([arn, { targets, ...rest }]) => [
          arn,
          { ...rest, targets: targets.map((each) => ({ ...each, draining: true })) },
        ]);
        const after = { balancers: other.balancers, groups: Object.fromEntries(draining) };
        const cut = cutOf(one, of, after, 'cut');
        if (cut !== undefined) expect(cut).toBe('target-unhealthy');
      }),
    );
  });

  test('goes with its load balancer', () => {
    fc.assert(
      fc.property(view, flow, (of, one) => {
        expect(cutOf(one, of, { ...of, balancers: [] }, 'keep')).toBe('listener-gone');
      }),
    );
  });
});

describe('chance', () => {
  test('gives each item as often as its weight says', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 999 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(weights, (given) => {
        const items = given.map((weight, index) => ({ weight, index }));
        const sum = given.reduce((all, weight) => all + weight, 0);
        // Numbers that lie evenly in [0, 1) meet an item as often as it weighs.
        const steps = Math.min(sum, 500);
        const counts = given.map(() => 0);
        for (let step = 0; step < steps; step += 1) {
          const found = byWeight(items, (step + 0.5) / steps);
          if (found !== undefined) counts[found.index] = (counts[found.index] ?? 0) + 1;
        }
        expect(counts.reduce((all, count) => all + count, 0)).toBe(steps);
        for (const [index, weight] of given.entries())
          expect(Math.abs((counts[index] ?? 0) - (weight * steps) / Math.max(1, sum))).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('gives nothing where there is nothing, and nothing without a weight', () => {
    expect(byWeight([], 0.5)).toBeUndefined();
    expect(byWeight([{ weight: 0 }], 0)).toBeUndefined();
    expect(anyOf([], 0.5)).toBeUndefined();
    expect([0, 0.49, 0.5, 0.99].map((at) => anyOf(['first', 'second'], at))).toEqual([
      'first',
      'first',
      'second',
      'second',
    ]);
  });
});
