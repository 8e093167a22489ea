import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FindingCode } from '../../src/judge/findings/registry.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { TargetType } from '../../src/model/target-type.ts';
import type { KubeObject } from '../../src/sandbox/store/object.ts';
import { foundOf } from '../judge/findings/subject.ts';
import { openStage, type Stage } from '../sandboxed.ts';
import { external, loadBalancerService } from '../services.ts';
import { deploymentOf } from './deployment.ts';
import { areFound, onceEach } from './look.ts';

const nodes = (name: string, annotations: Readonly<Record<string, string>> = {}, spec: object = {}) =>
  loadBalancerService(name, { annotations: { ...external, 'target-node-labels': 'pool=web', ...annotations }, spec });
const pods = (name: string, annotations: Readonly<Record<string, string>> = {}, spec: object = {}) =>
  nodes(name, { 'nlb-target-type': 'ip', ...annotations }, spec);
const over = (app: string) => ({ selector: { app } });
const node = (zone: string, pool: string, more: object = {}) => ({ zone, labels: { pool }, ...more });
const kept = [{ key: 'dedicated', effect: 'NoSchedule' }];

/** An address that somebody writes, with no pod behind it. */
const written: KubeObject = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'written-1', namespace: 'ui', labels: { 'kubernetes.io/service-name': 'written' } },
  addressType: 'IPv4',
  ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  endpoints: [{ addresses: ['10.9.8.7'], conditions: { ready: true } }],
};

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({
    change: {
      nodes: [
        node('us-west-2a', 'web'),
        node('us-west-2b', 'web'),
        node('us-west-2c', 'web'),
        node('us-west-2a', 'odd', { name: 'odd', providerID: 'kind://odd', taints: kept }),
        node('us-west-2a', 'hybrid', { name: 'edge', providerID: 'eks-hybrid:///us-west-2/eks/mi-0a1b', taints: kept }),
      ],
    },
    objects: [
      deploymentOf('ui', 'overlay', 1),
      deploymentOf('ui', 'onhost', 1, { hostNetwork: true }),
      nodes('fine'),
      pods('pods'),
      pods('nobody', {}, over('nobody')),
      pods('odd', { 'target-node-labels': 'pool=odd' }),
      pods('edge', { 'target-node-labels': 'pool=hybrid' }),
      nodes('overlay', {}, over('overlay')),
      pods('overlay-pods', {}, over('overlay')),
      nodes('onhost', {}, over('onhost')),
      { ...nodes('written'), spec: { ...nodes('written').spec, selector: {} } },
      written,
      pods('portless', {}, { allocateLoadBalancerNodePorts: false }),
      nodes('drifted'),
      pods('crowded'),
      pods('left'),
      nodes('flip'),
    ],
  });
  giveOverlay();
  changeByHand();
  await stage.sandbox.settle();
}, 60_000);
afterAll(() => stage.stop());

/** The one pod of `overlay` comes to have its address from its node's own range. */
function giveOverlay(): void {
  const { store } = stage.sandbox;
  const pod = store
    .list({ group: '', resource: 'pods' }, 'ui')
    .find(({ metadata }) => metadata.labels?.['app'] === 'overlay');
  store.modify({ group: '', resource: 'nodes' }, undefined, pod?.['spec'].nodeName, ({ spec }) => {
    spec.podCIDRs = [`${pod?.['status'].podIP}/32`];
  });
}

/** One target is taken out of `drifted`, two are put into `crowded`, and `left` gets a group that nothing uses. */
function changeByHand(): void {
  const { elbv2, network } = stage.sandbox;
  const groupOf = (service: string) =>
    elbv2.describeTargetGroups({}).find(({ TargetGroupName }) => TargetGroupName.startsWith(`k8s-ui-${service}-`));
  const targetsOf = (service: string) => {
    const TargetGroupArn = groupOf(service)?.TargetGroupArn ?? '';
    return { TargetGroupArn, Targets: elbv2.describeTargetHealth({ TargetGroupArn }).map(({ Target }) => Target) };
  };
  const drifted = targetsOf('drifted');
  elbv2.deregisterTargets({ ...drifted, Targets: drifted.Targets.slice(0, 1) });
  const crowded = targetsOf('crowded');
  const [{ Id = '' } = {}] = crowded.Targets;
  elbv2.registerTargets({ ...crowded, Targets: [{ Id: '10.42.127.250' }, { Id, Port: 9999 }] });
  elbv2.createTargetGroup({
    Name: 'k8s-ui-left-0123456789',
    Protocol: 'TCP',
    Port: 31234,
    VpcId: network.vpc.id,
    TargetType: 'instance',
    Tags: [
      { Key: 'elbv2.k8s.aws/cluster', Value: 'eks-workshop' },
      { Key: 'service.k8s.aws/stack', Value: 'ui/left' },
      { Key: 'service.k8s.aws/resource', Value: 'ui/left:80' },
    ],
  });
}

const look = onceEach(() => stage);

areFound(look, [
  ['NLB0301', 'nobody', null, 'warning', 'no pod of the Service is ready'],
  ['NLB0301', 'nobody', 'instance', 'block', 'no node could pass traffic on'],
  ['NLB0302', 'ui-nlb', null, 'warning', 'odd has provider id "kind://odd"'],
  ['NLB0302', 'odd', 'instance', 'block', 'would register no node at all'],
  ['NLB0303', 'ui-nlb', null, 'warning', 'edge is a hybrid node'],
  ['NLB0303', 'edge', 'instance', 'block', 'would register no node at all'],
  ['NLB0304', 'overlay', 'ip', 'block', 'would not reach it as ip target'],
  ['NLB0304', 'overlay-pods', null, 'warning', 'does not reach it as ip target'],
  ['NLB0305', 'onhost', 'ip', 'warning', 'uses its node’s network'],
  ['NLB0306', 'written', 'ip', 'warning', '10.9.8.7, in EndpointSlice written-1'],
  ['NLB0307', 'portless', 'instance', 'block', 'allocateLoadBalancerNodePorts is false'],
  ['NLB0308', 'drifted', null, 'warning', '1 of 3 expected targets of port 80 is not registered'],
  ['NLB0308', 'ui-nlb', null, 'warning', 'The controller reports FailedReconcile'],
  ['NLB0309', 'crowded', null, 'warning', '10.42.127.250:8080'],
  ['NLB0310', 'crowded', null, 'info', 'should be registered with port 8080, not 9999'],
  ['NLB0312', 'left', null, 'info', 'No listener forwards to target group k8s-ui-left-0123456789'],
]);

test.each<[FindingCode, string, TargetType | null]>([
  ['NLB0301', 'fine', 'ip'],
  ['NLB0301', 'pods', 'instance'],
  ['NLB0302', 'pods', 'instance'],
  ['NLB0302', 'edge', 'instance'],
  ['NLB0303', 'odd', 'instance'],
  ['NLB0303', 'ui-nlb', 'ip'],
  ['NLB0304', 'fine', 'ip'],
  ['NLB0304', 'overlay', null],
  ['NLB0305', 'fine', 'ip'],
  ['NLB0306', 'fine', 'ip'],
  ['NLB0307', 'pods', 'instance'],
  ['NLB0308', 'fine', null],
  ['NLB0309', 'pods', null],
  ['NLB0310', 'pods', null],
  ['NLB0311', 'fine', null],
  ['NLB0312', 'fine', null],
])('%s is not found on %s, to %s', async (code, name, to) => {
  expect(foundOf(code, await look(name), to)).toEqual([]);
});

test('NLB0311 tells of drift when it is old, and its remedy mends it', async () => {
  const before = await look('drifted');
  const [binding] = before.bindings ?? [];
  const checkpoint = Date.parse(binding?.checkpointAt ?? '');
  const at = (seconds: number): Snapshot => ({ ...before, at: new Date(checkpoint + seconds * 1000).toISOString() });
  expect(foundOf('NLB0311', at(60))).toEqual([]);
  expect(foundOf('NLB0311', at(3600))).toMatchObject([
    { severity: 'warning', message: expect.stringContaining('(1 h ago) and warns of nothing, yet i-') },
  ]);
  const { store, settle } = stage.sandbox;
  const bindings = { group: 'elbv2.k8s.aws', resource: 'targetgroupbindings' };
  store.modify(bindings, 'ui', binding?.name ?? '', ({ metadata }) => {
    metadata.annotations = { ...metadata.annotations, 'elbv2.k8s.aws/checkpoint': '' };
  });
  await settle();
  expect(foundOf('NLB0308', await stage.observe('drifted'))).toEqual([]);
});

test('NLB0312 tells of a binding whose deletion hangs after a change', async () => {
  const { store, faults, settle } = stage.sandbox;
  faults.inject({ kind: 'binding-stuck', message: 'the old targets cannot be taken out' });
  store.modify({ group: '', resource: 'services' }, 'ui', 'flip', ({ metadata }) => {
    metadata.annotations = {
      ...metadata.annotations,
      'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': 'ip',
    };
  });
  await settle();
  const found = foundOf('NLB0312', await stage.observe('flip'));
  expect(found).toMatchObject([{ severity: 'info', message: expect.stringContaining('is being deleted') }]);
});
