import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/judge/inspection.ts';
import { planOf } from '../../../src/judge/plan/plan.ts';
import { rangeWords, windowOf } from '../../../src/judge/plan/window.ts';
import { annotation } from '../../../src/model/annotations.ts';
import type { Service } from '../../../src/model/service.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { TargetType } from '../../../src/model/target-type.ts';
import {
  aBinding,
  aGroup,
  aListener,
  aService,
  classService,
  healthy,
  instanceGroupArn,
  instanceSnapshot,
  ipGroupArn,
  ipSnapshot,
  nodeTargets,
  serviceOfType,
  unhealthy,
} from '../snapshot-builder.ts';

const settings = { weights: [100], settleSeconds: 600, drainSeconds: 300, canary: false, isGated: false };
const ask = { settings, denied: [] };
const plan = (snapshot: Snapshot, to: TargetType) => planOf(snapshot, judge(snapshot), to, 'in-place', ask);
const steps = (snapshot: Snapshot, to: TargetType) => plan(snapshot, to).steps.map(({ by, what }) => `${by} ${what}`);

const tlsArn = instanceGroupArn.replace('fa38096dd9', 'aaaaaaaaaa');

/** The story with a second port, 443, that comes before port 80 by name and after it by number. */
function twoPorts(): Snapshot {
  const [http] = aService().ports;
  const ports = [http, { ...http, name: 'https', port: 443, targetPort: 8443, nodePort: 31235 }] as Service['ports'];
  const second = { arn: tlsArn, name: 'k8s-ui-uinlb-aaaaaaaaaa', port: 31235 };
  return instanceSnapshot({
    service: aService({ ports }),
    listeners: [aListener({ [instanceGroupArn]: 1 }), aListener({ [tlsArn]: 1 }, { arn: `${tlsArn}/l`, port: 443 })],
    targetGroups: [aGroup('instance', nodeTargets()), aGroup('instance', nodeTargets().slice(0, 1), second)],
    bindings: [
      aBinding('instance'),
      aBinding('instance', { name: second.name, targetGroupArn: tlsArn, servicePort: 443, uid: 'binding-443' }),
    ],
  });
}

describe('the change', () => {
  test.each<[string, Service, TargetType, string | null, boolean]>([
    ['of the annotation', serviceOfType('instance'), 'ip', 'instance', true],
    ['that was made already', serviceOfType('ip'), 'ip', 'ip', false],
    [
      'of an annotation in capitals, which the controller does not take for the type',
      serviceOfType('IP'),
      'ip',
      'IP',
      true,
    ],
    ['of a class’s Service without the annotation, which is of type instance', classService(null), 'ip', null, true],
    ['that a class’s Service needs none for', classService(null), 'instance', null, false],
  ])('%s', (_, service, to, before, isNeeded) => {
    const { change } = plan(instanceSnapshot({ service }), to);
    expect(change).toEqual({
      path: '/metadata/annotations/service.beta.kubernetes.io~1aws-load-balancer-nlb-target-type',
      before,
      after: to,
      patch: { metadata: { resourceVersion: '1000', annotations: { [annotation.targetType]: to } } },
      isNeeded,
    });
  });
});

describe('the steps', () => {
  test('of a migration to ip, in the controller’s order', () => {
    expect(steps(instanceSnapshot(), 'ip')).toEqual([
      `nlbctl sets the annotation ${annotation.targetType} of Service ui/ui-nlb to "ip", in one patch`,
      'controller creates an empty target group of type ip for port 80',
      'controller points the listener of port 80 at it, away from k8s-ui-uinlb-fa38096dd9: from here on no target of the port is healthy',
      'controller creates a TargetGroupBinding for port 80',
      'controller registers 1 target (10.42.180.181:8080) for port 80',
      'elbv2 takes the targets up and checks their health: then they serve',
      'controller deletes binding k8s-ui-uinlb-fa38096dd9, which deregisters 3 targets, without waiting for connections to drain',
      'controller deletes target group k8s-ui-uinlb-fa38096dd9',
    ]);
  });

  test('of several ports: groups by their name, listeners by their number, one kind after the other', () => {
    const portsOf = (word: string) =>
      plan(twoPorts(), 'ip').steps.flatMap(({ what, port }) => (what.startsWith(word) ? [port] : []));
    expect(portsOf('creates an empty')).toEqual([443, 80]);
    expect(portsOf('points the listener')).toEqual([80, 443]);
    expect(portsOf('deletes binding')).toEqual([80, 443]);
    expect(portsOf('deletes target group')).toEqual([443, 80]);
    const kinds = plan(twoPorts(), 'ip').steps.map(({ by, what }) => `${by} ${what.split(' ').slice(0, 2).join(' ')}`);
    expect(kinds).toEqual([
      'nlbctl sets the',
      ...['creates an', 'creates an', 'points the', 'points the', 'creates a', 'creates a'].map(
        (k) => `controller ${k}`,
      ),
      ...['controller registers 1', 'controller registers 0', 'elbv2 takes the'],
      ...['deletes binding', 'deletes binding', 'deletes target', 'deletes target'].map((k) => `controller ${k}`),
    ]);
  });

  test('back to instance', () => {
    const back = steps(ipSnapshot([healthy, healthy]), 'instance');
    expect(back[1]).toBe('controller creates an empty target group of type instance for port 80');
    expect(back[4]).toBe('controller registers 3 targets for port 80');
  });

  test('that are left of a change that was asked for: all but the patch', () => {
    const asked = steps(instanceSnapshot({ service: serviceOfType('ip') }), 'ip');
    expect(asked).toHaveLength(7);
    expect(asked[0]).toMatch(/^controller creates an empty/);
  });

  test('where everything is done there are none', () => {
    expect(plan(ipSnapshot(), 'ip')).toMatchObject({ steps: [], window: null, goes: [] });
  });

  test('where no controller is there to make them there are none', () => {
    const service = serviceOfType('instance', { loadBalancerClass: 'example.com/other', finalizers: [] });
    expect(plan(instanceSnapshot({ service }), 'ip')).toMatchObject({ steps: [], goes: [] });
  });

  test('say so where it is not known what will be registered', () => {
    expect(steps(instanceSnapshot({ endpointSlices: null }), 'ip')).toContain(
      'controller registers the targets, which could not be known, for port 80',
    );
  });

  test('say so where it is not known what is registered', () => {
    const snapshot = instanceSnapshot({ targetGroups: [aGroup('instance', null)] });
    expect(steps(snapshot, 'ip').find((step) => step.includes('deletes binding'))).toContain(
      'which deregisters its targets',
    );
  });
});

describe('the window', () => {
  test.each([
    [{ intervalSeconds: 10, healthyThreshold: 3 }, 71, 360],
    [{ intervalSeconds: 30, healthyThreshold: 5 }, 91, 500],
    [{ intervalSeconds: 5, healthyThreshold: 2 }, 66, 335],
  ])('of a health check %j', (healthCheck, minSeconds, maxSeconds) => {
    const window = windowOf(healthCheck);
    expect(window).toMatchObject({ minSeconds, maxSeconds });
    for (const end of ['minSeconds', 'maxSeconds'] as const)
      expect(window.parts.reduce((sum, part) => sum + part[end], 0)).toBe(window[end]);
  });

  test('is the longest of the ports’', () => {
    const { window, ports } = plan(twoPorts(), 'ip');
    expect(ports.map((port) => port.window?.maxSeconds)).toEqual([360, 360]);
    expect(window?.maxSeconds).toBe(360);
  });

  test('is none for a port that nothing serves now', () => {
    const down = instanceSnapshot({
      targetGroups: [aGroup('instance', nodeTargets([unhealthy, unhealthy, unhealthy]))],
    });
    expect(plan(down, 'ip').ports).toMatchObject([{ port: 80, window: null }]);
    expect(plan(down, 'ip').window).toBeNull();
  });

  test.each([
    [71, 360, '1–6 minutes'],
    [30, 119, '30–119 seconds'],
    [30, 120, '1–2 minutes'],
    [121, 121, '2–3 minutes'],
  ])('of %i to %i seconds is %s', (minSeconds, maxSeconds, words) => {
    expect(rangeWords({ minSeconds, maxSeconds })).toBe(words);
  });
});

describe('what stays and what goes', () => {
  test('the NLB, its name and its listeners stay, and the old groups go', () => {
    const { stays, goes } = plan(twoPorts(), 'ip');
    expect(stays).toEqual([
      'NLB k8s-ui-uinlb-45617409e2 with its security groups and subnets',
      expect.stringMatching(/^DNS name k8s-ui-uinlb-45617409e2-\w+\.elb\.us-west-2\.amazonaws\.com$/),
      'the listeners of ports 80, 443',
    ]);
    expect(goes).toHaveLength(2);
    expect(goes.join()).toContain(instanceGroupArn);
    expect(goes.join()).not.toContain(ipGroupArn);
  });

  test('without an NLB nothing stays, and without listeners none is named', () => {
    expect(plan(instanceSnapshot({ loadBalancer: null, listeners: null, targetGroups: null }), 'ip').stays).toEqual([]);
    expect(plan(instanceSnapshot({ listeners: [], targetGroups: [] }), 'ip').stays).toHaveLength(2);
  });
});
