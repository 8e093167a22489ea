import { describe, expect, test } from 'vitest';
import type { FindingCode } from '../../../src/judge/findings/registry.ts';
import { judge } from '../../../src/judge/inspection.ts';
import { annotation, annotationPrefix, tag } from '../../../src/model/annotations.ts';
import type { Service } from '../../../src/model/service.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { ControllerDeployment, Surroundings } from '../../../src/model/surroundings.ts';
import type { TargetType } from '../../../src/model/target-type.ts';
import {
  aBinding,
  aLoadBalancer,
  aNode,
  anEvent,
  aPod,
  aService,
  classService,
  instanceSnapshot,
  later,
  serviceOfType,
  start,
} from '../snapshot-builder.ts';
import { foundOf, quietSurroundings } from './subject.ts';

const attributes = `${annotationPrefix}aws-load-balancer-attributes`;
const multiCluster = `${annotationPrefix}aws-load-balancer-multi-cluster-target-group`;

const snapshotOf = (overrides: Partial<Snapshot> = {}) =>
  instanceSnapshot({ surroundings: quietSurroundings(), ...overrides });
const around = (surroundings: Partial<Surroundings>, overrides: Partial<Snapshot> = {}) =>
  snapshotOf({ surroundings: quietSurroundings(surroundings), ...overrides });
const [quiet] = quietSurroundings().controllers ?? [];
const aController = (overrides: Partial<ControllerDeployment> = {}): ControllerDeployment => ({
  ...(quiet as ControllerDeployment),
  ...overrides,
});
const told = (...given: string[]) => ({ controllers: [aController({ arguments: given })] });
const with_ = (service: Service, more: Record<string, string>): Service => ({
  ...service,
  annotations: { ...service.annotations, ...more },
});
const nlbIp = with_(serviceOfType(null), { [annotation.type]: 'nlb-ip' });
const deleted = { deletionTimestamp: start };
const success = (seconds: number, overrides = {}) =>
  anEvent({ type: 'Normal', reason: 'SuccessfullyReconciled', lastTimestamp: later(seconds), ...overrides });
const gated = [aPod(0, { readinessGates: ['target-health.elbv2.k8s.aws/k8s-ui-uinlb-908febdef8'] })];
const disrupted = [aNode({ taints: [{ key: 'karpenter.sh/disrupted', value: null, effect: 'NoSchedule' }] })];
const version = (text: string | null, ...given: string[]) => ({
  controllers: [aController({ version: text, arguments: given })],
});
const second = (overrides: Partial<ControllerDeployment> = {}) =>
  aController({ namespace: 'platform', name: 'second', ...overrides });
const ofUsers = aBinding('instance', { name: 'mine', uid: 'mine', labels: {}, serviceName: 'other' });

type Severity = 'block' | 'warning' | 'info';
type Fires = readonly [string, FindingCode, Snapshot, TargetType | null, Severity, string | RegExp];

const fires: readonly Fires[] = [
  ['nlb-ip, looked at', 'NLB0105', snapshotOf({ service: nlbIp }), null, 'info', /"nlb-ip", which forces ip targets/],
  ['nlb-ip, to instance', 'NLB0105', snapshotOf({ service: nlbIp }), 'instance', 'block', /"nlb-ip", which forces ip/],
  [
    'nlb-ip beside a class',
    'NLB0105',
    snapshotOf({ service: with_(classService('instance'), { [annotation.type]: 'nlb-ip' }) }),
    'instance',
    'block',
    /forces ip targets/,
  ],
  [
    'without a class',
    'NLB0106',
    snapshotOf(),
    'ip',
    'info',
    `Service ui/ui-nlb has no loadBalancerClass: should ${annotation.targetType} ever be absent, or anything but "ip" or "instance", the controller gives the Service up and deletes NLB k8s-ui-uinlb-45617409e2 with its DNS name. A migration writes the annotation in one patch, and never takes it off.`,
  ],
  ['without an NLB yet', 'NLB0106', snapshotOf({ loadBalancer: null }), 'ip', 'info', /deletes its NLB with/],
  ...(['IP', '', ' ip', 'pods'] as const).map(
    (value): Fires => [
      `value "${value}"`,
      'NLB0107',
      snapshotOf({ service: classService(value) }),
      null,
      'warning',
      `Service ui/ui-nlb has ${annotation.targetType}: "${value}", which is neither "ip" nor "instance": the controller takes it for instance.`,
    ],
  ),
  [
    'value "IP", to ip',
    'NLB0107',
    snapshotOf({ service: classService('IP') }),
    'ip',
    'warning',
    /takes it for instance, so the change to ip is a real one\.$/,
  ],
  [
    'no Deployment, no event',
    'NLB0108',
    around({ controllers: [] }),
    'ip',
    'warning',
    'No Deployment in the cluster has the label app.kubernetes.io/name=aws-load-balancer-controller, and there is no event of the controller on the Service or its bindings: nothing shows that a change would be acted on.',
  ],
  [
    'no Deployment, but an event',
    'NLB0108',
    around({ controllers: [] }, { events: [success(5), anEvent(), success(60), anEvent({ source: 'kubelet' })] }),
    null,
    'warning',
    /, though the controller reported SuccessfullyReconciled on Service ui-nlb at 2026-08-20T10:01:00.000Z: it runs in/,
  ],
  [
    'no Deployment, and an event without a time',
    'NLB0108',
    around({ controllers: [] }, { events: [anEvent({ firstTimestamp: null, lastTimestamp: null })] }),
    null,
    'warning',
    /FailedBuildModel on Service ui-nlb at a time that is not known/,
  ],
  [
    'no Deployment, events unread',
    'NLB0108',
    around({ controllers: [] }, { events: null }),
    null,
    'warning',
    /, and its events could not be read: nothing shows/,
  ],
  [
    'scaled to 0',
    'NLB0109',
    around({ controllers: [aController({ replicas: 0, readyReplicas: 0 })] }),
    'ip',
    'block',
    'Deployment kube-system/aws-load-balancer-controller is scaled to 0: a change of the Service is not acted on, and targets are neither registered nor taken out.',
  ],
  [
    'none ready',
    'NLB0109',
    around({ controllers: [aController({ readyReplicas: 0 })] }),
    null,
    'warning',
    /has 0 of 2 replicas ready: a change/,
  ],
  [
    'Endpoints',
    'NLB0110',
    around(version('v2.13.4')),
    'ip',
    'warning',
    /^Deployment kube-system\/aws-load-balancer-controller is of version v2\.13\.4, and before v2\.14\.0 ip targets are taken from Endpoints/,
  ],
  [
    'gates that stay',
    'NLB0110',
    around(version('v2.4.0'), { pods: gated }),
    'instance',
    'warning',
    /before v2\.4\.1 the readiness gates of a deleted binding stay/,
  ],
  [
    'a disrupted node',
    'NLB0110',
    around(version('v2.11.9'), { nodes: disrupted }),
    null,
    'info',
    /karpenter\.sh\/disr/,
  ],
  [
    'two families',
    'NLB0110',
    around(version('v3.4.0'), { service: serviceOfType('ip', { ipFamilies: ['IPv4', 'IPv6'] }) }),
    null,
    'info',
    /before v3\.4\.1 the addresses of both families/,
  ],
  [
    'an annotation',
    'NLB0110',
    around(version('v2.13.0'), {
      service: with_(aService(), { [`${annotationPrefix}aws-load-balancer-target-group-attributes.80`]: 'a=b' }),
    }),
    null,
    'info',
    /before v2\.14\.0 the annotation aws-load-balancer-target-group-attributes\.PORT is not known\.$/,
  ],
  [
    'an image without a tag',
    'NLB0110',
    around(version(null)),
    'ip',
    'warning',
    /cannot be told, since its image has no tag, and nlbctl takes it for a current one; but before v2\.14\.0/,
  ],
  ['a tag that is no version', 'NLB0110', around(version('latest')), 'ip', 'warning', /its image has the tag latest,/],
  [
    'another namespace',
    'NLB0111',
    around(told('--watch-namespace=carts')),
    'ip',
    'block',
    'Deployment kube-system/aws-load-balancer-controller watches namespace carts alone (--watch-namespace): it does not see Service ui/ui-nlb.',
  ],
  ['in two words', 'NLB0111', around(told('--watch-namespace', 'carts')), null, 'warning', /namespace carts alone/],
  [
    'a failed build',
    'NLB0112',
    snapshotOf({ events: [success(-60), anEvent({ count: 3 })] }),
    null,
    'warning',
    `The controller’s last reconcile of Service ui-nlb failed: FailedBuildModel, 3 times, last at ${start}: Failed build model due to no subnets.`,
  ],
  [
    'a binding that fails',
    'NLB0112',
    snapshotOf({
      surroundings: null,
      events: [
        success(60),
        anEvent({
          reason: 'FailedReconcile',
          object: { kind: 'TargetGroupBinding', name: 'k8s-ui-uinlb-fa38096dd9' },
          source: 'targetGroupBinding',
        }),
      ],
    }),
    'ip',
    'warning',
    /last reconcile of TargetGroupBinding k8s-ui-uinlb-fa38096dd9 failed: FailedReconcile, last at/,
  ],
  [
    'the binding that serves',
    'NLB0113',
    snapshotOf({ bindings: [aBinding('instance', deleted)] }),
    null,
    'warning',
    `TargetGroupBinding k8s-ui-uinlb-fa38096dd9 is being deleted (since ${start}), and takes its targets with it, though the listener forwards to its group: nothing makes it anew until the Service is touched.`,
  ],
  [
    'the rollback trap',
    'NLB0113',
    snapshotOf({ bindings: [aBinding('instance'), aBinding('ip', deleted)] }),
    'ip',
    'block',
    /908febdef8 is being deleted .*: a change to ip before it is gone would leave the group empty/,
  ],
  [
    'back to ip, which is asked for already',
    'NLB0113',
    snapshotOf({ service: serviceOfType('ip'), bindings: [aBinding('instance'), aBinding('ip', deleted)] }),
    'ip',
    'block',
    /908febdef8 is being deleted/,
  ],
  [
    'looked at',
    'NLB0114',
    snapshotOf({ service: aService(deleted) }),
    null,
    'warning',
    `Service ui/ui-nlb is being deleted (since ${start}).`,
  ],
  ['to ip', 'NLB0114', snapshotOf({ service: aService(deleted) }), 'ip', 'block', /is being deleted/],
  [
    'a shared group',
    'NLB0115',
    snapshotOf({ bindings: [aBinding('instance', { multiCluster: true })] }),
    'ip',
    'block',
    `Service ui/ui-nlb may share target group k8s-ui-uinlb-fa38096dd9 with other clusters (${multiCluster}): a change of the target type deletes what is shared, and the bindings of the other clusters are left without a group.`,
  ],
  [
    'asked for, and no binding yet',
    'NLB0115',
    snapshotOf({ service: with_(aService(), { [multiCluster]: 'True' }), bindings: [] }),
    null,
    'info',
    /may share target groups with other clusters/,
  ],
  [
    'a binding of a user’s',
    'NLB0116',
    snapshotOf({ bindings: [aBinding('instance'), ofUsers] }),
    'ip',
    'warning',
    'TargetGroupBinding mine of Service other was not made by the controller, and fills target group k8s-ui-uinlb-fa38096dd9, which the controller deletes when the target type changes: the binding is left without a group.',
  ],
  [
    'an Ingress',
    'NLB0117',
    around({ uses: [{ kind: 'Ingress', name: 'web' }] }),
    null,
    'info',
    'Ingress web leads traffic to Service ui/ui-nlb too, not by way of this NLB: a change of its target type does not move it.',
  ],
  [
    'an Ingress and a route',
    'NLB0117',
    around({
      uses: [
        { kind: 'TCPRoute', name: 'tcp' },
        { kind: 'Ingress', name: 'web' },
      ],
    }),
    'ip',
    'info',
    /^Ingress web, TCPRoute tcp lead traffic/,
  ],
  [
    'no Service controller',
    'NLB0118',
    around(told('--feature-gates=ListenerRulesTagging=false,EnableServiceController=false')),
    'instance',
    'block',
    /was told EnableServiceController=false: it reconciles no Service, and a change of ui\/ui-nlb is not acted on\.$/,
  ],
  [
    'no ip targets, to ip',
    'NLB0118',
    around(told('--feature-gates', 'EnableIPTargetType=f')),
    'ip',
    'block',
    /was told EnableIPTargetType=false: it does not build a Service with target type ip/,
  ],
  [
    'no ip targets, by default asked for',
    'NLB0118',
    around(told('--feature-gates=EnableIPTargetType=false', '--default-target-type=ip'), {
      service: classService(null),
    }),
    null,
    'warning',
    /EnableIPTargetType=false/,
  ],
  [
    'another class',
    'NLB0119',
    around(told('--load-balancer-class=example.org/nlb'), { service: classService('instance') }),
    'ip',
    'warning',
    'The class of the Service is service.k8s.aws/nlb, but Deployment kube-system/aws-load-balancer-controller takes example.org/nlb (--load-balancer-class): no controller that was found looks after it.',
  ],
  [
    'another cluster',
    'NLB0119',
    around(told('--cluster-name=east')),
    null,
    'warning',
    `NLB k8s-ui-uinlb-45617409e2 carries the tag ${tag.cluster}: eks-workshop, but Deployment kube-system/aws-load-balancer-controller works for cluster east (--cluster-name): it does not know this NLB as its own, and would make another one.`,
  ],
  [
    'two controllers',
    'NLB0119',
    around({ controllers: [aController(), second()] }),
    null,
    'warning',
    'Deployment kube-system/aws-load-balancer-controller, Deployment platform/second would each look after Service ui/ui-nlb, and undo what the other does where they differ.',
  ],
  [
    'two in one namespace without a lease',
    'NLB0119',
    around({
      controllers: [aController(), second({ namespace: 'kube-system', arguments: ['--enable-leader-election=false'] })],
    }),
    null,
    'warning',
    /would each look after/,
  ],
];

describe('fires', () => {
  test.each(fires)('%s: %s', (_, code, snapshot, to, severity, message) => {
    const [finding, ...more] = foundOf(code, snapshot, to);
    expect(finding).toMatchObject({ severity, message: expect.any(String) });
    if (typeof message === 'string') expect(finding?.message).toBe(message);
    else expect(finding?.message).toMatch(message);
    expect(finding?.remedy).toMatch(/kubectl|make a new Service|the migration writes/);
    expect(finding?.remedy).not.toMatch(/<(service|namespace)>|undefined|null/);
    expect(more).toEqual([]);
  });
});

type Silent = readonly [string, FindingCode, Snapshot, TargetType | null];
const every = (...targets: readonly (TargetType | null)[]) => targets;
const silentWith = (name: string, code: FindingCode, snapshot: Snapshot, targets = every(null, 'ip', 'instance')) =>
  targets.map((to): Silent => [name, code, snapshot, to]);

const silent: readonly Silent[] = [
  ...silentWith('nlb-ip, to ip', 'NLB0105', snapshotOf({ service: nlbIp }), ['ip']),
  ...silentWith('external', 'NLB0105', snapshotOf()),
  ...silentWith('with a class', 'NLB0106', snapshotOf({ service: classService('instance') })),
  ...silentWith('nlb-ip', 'NLB0106', snapshotOf({ service: nlbIp })),
  ...silentWith(
    'protected',
    'NLB0106',
    snapshotOf({ service: with_(aService(), { [attributes]: 'a=b, deletion_protection.enabled=true' }) }),
  ),
  ...['ip', 'instance', null].flatMap((value) =>
    silentWith(`value ${value}`, 'NLB0107', snapshotOf({ service: classService(value) })),
  ),
  ...silentWith('without a class', 'NLB0107', snapshotOf({ service: serviceOfType('IP') })),
  ...silentWith(
    'nlb-ip overrules it',
    'NLB0107',
    snapshotOf({ service: with_(classService('IP'), { [annotation.type]: 'nlb-ip' }) }),
  ),
  ...silentWith('found', 'NLB0108', snapshotOf()),
  ...silentWith('Deployments unread', 'NLB0108', around({ controllers: null })),
  ...silentWith('not looked for', 'NLB0108', instanceSnapshot()),
  ...silentWith(
    'another controller’s Service',
    'NLB0108',
    around({ controllers: [] }, { service: aService({ loadBalancerClass: 'eks.amazonaws.com/nlb' }) }),
  ),
  ...silentWith('one of two ready', 'NLB0109', around({ controllers: [aController({ readyReplicas: 1 })] })),
  ...silentWith(
    'a second one is ready',
    'NLB0109',
    around({ controllers: [aController({ readyReplicas: 0 }), second()] }),
  ),
  ...silentWith('v2.14.0', 'NLB0110', around(version('v2.14.0'))),
  ...silentWith('slices given', 'NLB0110', around(version('v2.4.1', '--enable-endpoint-slices'), { pods: gated })),
  ...silentWith('no version, nothing that matters', 'NLB0110', around(version(null)), [null, 'instance']),
  ...silentWith('the namespace', 'NLB0111', around(told('--watch-namespace=ui'))),
  ...silentWith('all namespaces', 'NLB0111', around(told('--watch-namespace='))),
  ...silentWith('from the environment', 'NLB0111', around(told('--watch-namespace=$(NAMESPACE)'))),
  ...silentWith('got over', 'NLB0112', snapshotOf({ events: [anEvent(), success(5)] })),
  ...silentWith(
    'somebody else’s',
    'NLB0112',
    snapshotOf({ events: [anEvent({ source: 'endpoint-slice-controller' })] }),
  ),
  ...silentWith('events unread', 'NLB0112', snapshotOf({ events: null })),
  ...silentWith('there', 'NLB0113', snapshotOf()),
  ...silentWith(
    'the old one of a change under way',
    'NLB0113',
    snapshotOf({ service: serviceOfType('ip'), bindings: [aBinding('instance', deleted), aBinding('ip')] }),
    ['ip'],
  ),
  ...silentWith(
    'of another Service',
    'NLB0113',
    snapshotOf({ bindings: [aBinding('instance'), { ...ofUsers, ...deleted }] }),
  ),
  ...silentWith('bindings unread', 'NLB0113', snapshotOf({ bindings: null })),
  ...silentWith('there', 'NLB0114', snapshotOf()),
  ...silentWith('one cluster', 'NLB0115', snapshotOf({ service: with_(aService(), { [multiCluster]: 'false' }) })),
  ...silentWith(
    'shared, and the type stays',
    'NLB0115',
    snapshotOf({
      service: with_(aService(), { [multiCluster]: 'true' }),
      bindings: [aBinding('instance', { multiCluster: true })],
    }),
    ['instance'],
  ),
  ...silentWith('of the controller', 'NLB0116', snapshotOf()),
  ...silentWith(
    'a group of the user’s',
    'NLB0116',
    snapshotOf({ bindings: [aBinding('instance'), { ...ofUsers, targetGroupArn: 'arn:mine', serviceName: 'ui-nlb' }] }),
  ),
  ...silentWith('the type stays', 'NLB0116', snapshotOf({ bindings: [aBinding('instance'), ofUsers] }), ['instance']),
  ...silentWith('no other use', 'NLB0117', snapshotOf()),
  ...silentWith('uses unread', 'NLB0117', around({ uses: null })),
  ...silentWith('gates on', 'NLB0118', around(told('--feature-gates=EnableServiceController=true'))),
  ...silentWith('no ip targets', 'NLB0118', around(told('--feature-gates=EnableIPTargetType=false')), [
    null,
    'instance',
  ]),
  ...silentWith(
    'a class of its own',
    'NLB0119',
    around(told('--load-balancer-class=x/y'), { service: classService('ip', { loadBalancerClass: 'x/y' }) }),
  ),
  ...silentWith(
    'settings from the environment',
    'NLB0119',
    around(told('--load-balancer-class=$(CLASS)', '--cluster-name=$(CLUSTER)'), { service: classService('ip') }),
  ),
  ...silentWith(
    'tags unread',
    'NLB0119',
    around(told('--cluster-name=east'), { loadBalancer: aLoadBalancer({ tags: null }) }),
  ),
  ...silentWith(
    'the second has ended',
    'NLB0119',
    around({ controllers: [aController(), second({ readyReplicas: 0 })] }),
  ),
  ...silentWith('one lease', 'NLB0119', around({ controllers: [aController(), second({ namespace: 'kube-system' })] })),
];

describe('is silent', () => {
  test.each(silent)('%s: %s', (_, code, snapshot, to) => {
    expect(foundOf(code, snapshot, to)).toEqual([]);
  });
});

test('a plan of the workshop tells of the annotation alone', () => {
  const codes = (to: TargetType) =>
    (['NLB0105', 'NLB0106', 'NLB0107', 'NLB0108', 'NLB0109', 'NLB0110', 'NLB0111', 'NLB0112', 'NLB0113'] as const)
      .concat(['NLB0114', 'NLB0115', 'NLB0116', 'NLB0117', 'NLB0118', 'NLB0119'] as never)
      .filter((code) => foundOf(code, snapshotOf(), to).length > 0);
  expect([codes('ip'), codes('instance')]).toEqual([['NLB0106'], ['NLB0106']]);
});

test('the command that protects keeps the attributes that are there', () => {
  const service = with_(aService(), { [attributes]: 'load_balancing.cross_zone.enabled=true' });
  const [finding] = foundOf('NLB0106', snapshotOf({ service }), 'ip');
  expect(finding?.remedy).toContain(
    `'${attributes}=load_balancing.cross_zone.enabled=true,deletion_protection.enabled=true'`,
  );
});

test('a binding of a user’s does not stand for the group in the judgement', () => {
  const same = { ...ofUsers, name: 'a-mine', serviceName: 'ui-nlb' };
  const { ports } = judge(snapshotOf({ bindings: [same, ofUsers, aBinding('instance')] }));
  expect(ports[0]?.targetGroups.map(({ binding }) => binding?.name)).toEqual(['k8s-ui-uinlb-fa38096dd9']);
});

test('a finding about a controller or a binding names it', () => {
  const controllers = [aController({ readyReplicas: 0 })];
  expect(foundOf('NLB0109', around({ controllers }))[0]?.object).toBe(
    'Deployment kube-system/aws-load-balancer-controller',
  );
  const bindings = [aBinding('instance', deleted)];
  expect(foundOf('NLB0113', snapshotOf({ bindings }))[0]?.object).toBe('TargetGroupBinding ui/k8s-ui-uinlb-fa38096dd9');
});
