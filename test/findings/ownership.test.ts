import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FindingCode } from '../../src/judge/findings/registry.ts';
import type { TargetType } from '../../src/model/target-type.ts';
import { foundOf } from '../judge/findings/subject.ts';
import { openStage, type Stage } from '../sandboxed.ts';
import { external, loadBalancerService } from '../services.ts';

const services = { group: '', resource: 'services' };
const bindings = { group: 'elbv2.k8s.aws', resource: 'targetgroupbindings' };
const deployments = { group: 'apps', resource: 'deployments' };
const controller = { namespace: 'kube-system', name: 'aws-load-balancer-controller' };
const byClass = (targetType: string) => ({
  annotations: { 'nlb-target-type': targetType },
  spec: { loadBalancerClass: 'service.k8s.aws/nlb' },
});

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({
    objects: [
      loadBalancerService('only-ip', { annotations: { type: 'nlb-ip' } }),
      loadBalancerService('spelt', byClass('IP')),
      loadBalancerService('classed', byClass('ip')),
      loadBalancerService('shared', { annotations: { ...external, 'multi-cluster-target-group': 'true' } }),
      loadBalancerService('broken', { annotations: { ...external, name: 'n'.repeat(33) } }),
      loadBalancerService('leaving', { annotations: external }),
      loadBalancerService('foreign', { annotations: { type: 'nlb' } }),
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name: 'web', namespace: 'ui' },
        spec: { defaultBackend: { service: { name: 'classed', port: { number: 80 } } } },
      },
    ],
  });
});
afterAll(() => stage.stop());

/** Each finding of a code, as `severity message`. */
async function told(code: FindingCode, service: string, to: TargetType | null = null): Promise<string[]> {
  const snapshot = await stage.observe(service, { withSurroundings: true });
  return foundOf(code, snapshot, to).map(({ severity, message }) => `${severity} ${message}`);
}

const bindingOf = (service: string) =>
  stage.sandbox.store
    .list(bindings, 'ui')
    .find(({ metadata }) => metadata.labels?.['service.k8s.aws/stack-name'] === service);

test.each<[FindingCode, string, TargetType | null, RegExp]>([
  ['NLB0105', 'only-ip', null, /^info .*"nlb-ip", which forces ip targets/],
  ['NLB0105', 'only-ip', 'instance', /^block .*"nlb-ip", which forces ip targets/],
  ['NLB0106', 'ui-nlb', 'ip', /^info .*deletes NLB k8s-ui-uinlb-45617409e2 with its DNS name/],
  ['NLB0107', 'spelt', null, /^warning .*: "IP", which is neither .* takes it for instance\.$/],
  ['NLB0112', 'broken', null, /^warning .*FailedBuildModel.* load balancer name cannot be longer than 32 characters/],
  ['NLB0112', 'broken', 'ip', /^warning /],
  ['NLB0115', 'shared', null, /^info .*target group k8s-ui-shared-[0-9a-f]{10} with other clusters/],
  ['NLB0115', 'shared', 'ip', /^block /],
  ['NLB0117', 'classed', 'instance', /^info Ingress web leads traffic to Service ui\/classed too/],
])('%s fires on %s, to %s', async (code, service, to, said) => {
  const found = await told(code, service, to);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(said);
});

test.each<[FindingCode, string, TargetType | null]>([
  ['NLB0105', 'only-ip', 'ip'],
  ['NLB0105', 'ui-nlb', 'instance'],
  ['NLB0106', 'classed', 'instance'],
  ['NLB0106', 'ui-nlb', null],
  ['NLB0107', 'classed', null],
  ['NLB0108', 'ui-nlb', 'ip'],
  ['NLB0109', 'ui-nlb', 'ip'],
  ['NLB0110', 'ui-nlb', 'ip'],
  ['NLB0111', 'ui-nlb', 'ip'],
  ['NLB0112', 'ui-nlb', 'ip'],
  ['NLB0112', 'foreign', 'ip'],
  ['NLB0113', 'ui-nlb', 'ip'],
  ['NLB0114', 'ui-nlb', 'ip'],
  ['NLB0115', 'ui-nlb', 'ip'],
  ['NLB0115', 'shared', 'instance'],
  ['NLB0116', 'shared', 'ip'],
  ['NLB0117', 'ui-nlb', 'ip'],
  ['NLB0118', 'ui-nlb', 'ip'],
  ['NLB0119', 'ui-nlb', 'ip'],
])('%s is silent on %s, to %s', async (code, service, to) => {
  expect(await told(code, service, to)).toEqual([]);
});

test('NLB0116: a binding that somebody makes for a shared group, of another Service', async () => {
  const { store } = stage.sandbox;
  const spec = {
    targetGroupARN: bindingOf('shared')?.['spec'].targetGroupARN,
    multiClusterTargetGroup: true,
    serviceRef: { name: 'classed', port: 80 },
  };
  const metadata = { name: 'mine', namespace: 'ui' };
  store.create(bindings, { apiVersion: 'elbv2.k8s.aws/v1beta1', kind: 'TargetGroupBinding', metadata, spec });
  await stage.sandbox.settle();
  expect(await told('NLB0116', 'shared', 'ip')).toEqual([
    expect.stringMatching(/^warning TargetGroupBinding mine of Service classed .* fills target group k8s-ui-shared-/),
  ]);
  expect(await told('NLB0116', 'classed', 'ip')).toEqual([]);
});

describe('what cannot be taken away', () => {
  beforeAll(async () => {
    const { faults, store, settle } = stage.sandbox;
    faults.inject({ kind: 'binding-stuck', message: 'RequestError: send request failed' });
    store.remove(bindings, 'ui', bindingOf('ui-nlb')?.metadata.name ?? '');
    store.remove(services, 'ui', 'leaving');
    await settle();
  });

  test('NLB0113: a binding that is held', async () => {
    expect(await told('NLB0113', 'ui-nlb')).toEqual([
      expect.stringMatching(/^warning .* is being deleted .* though the listener forwards to its group/),
    ]);
    expect(await told('NLB0113', 'ui-nlb', 'ip')).toEqual([expect.stringMatching(/^block /)]);
    expect(await told('NLB0113', 'classed', 'instance')).toEqual([]);
    expect(await told('NLB0112', 'ui-nlb')).toEqual([expect.stringMatching(/FailedCleanup.*RequestError/)]);
  });

  test('NLB0114: a Service that is held', async () => {
    expect(await told('NLB0114', 'leaving')).toEqual([
      expect.stringMatching(/^warning Service ui\/leaving is being deleted/),
    ]);
    expect(await told('NLB0114', 'leaving', 'ip')).toEqual([expect.stringMatching(/^block /)]);
    expect(await told('NLB0114', 'classed', 'instance')).toEqual([]);
  });
});

describe('a controller that goes', () => {
  test('NLB0119: beside a second one', async () => {
    const { store, settle } = stage.sandbox;
    const first = store.get(deployments, controller.namespace, controller.name);
    const second = { name: 'second', namespace: 'ui', labels: first.metadata.labels ?? {} };
    store.create(deployments, { ...first, metadata: second, status: {} });
    await settle();
    const found = await told('NLB0119', 'classed', 'instance');
    expect(found).toEqual([expect.stringMatching(/^warning .*ui\/second would each look after Service ui\/classed/)]);
    store.remove(deployments, 'ui', 'second');
    await settle();
    expect(await told('NLB0119', 'classed', 'instance')).toEqual([]);
  });

  test('NLB0109: scaled to 0', async () => {
    const { store, settle } = stage.sandbox;
    store.modify(deployments, controller.namespace, controller.name, ({ spec }) => {
      spec.replicas = 0;
    });
    await settle();
    expect(await told('NLB0109', 'classed')).toEqual([expect.stringMatching(/^warning .* is scaled to 0/)]);
    expect(await told('NLB0109', 'classed', 'instance')).toEqual([expect.stringMatching(/^block /)]);
    expect(await told('NLB0109', 'foreign')).toEqual([]);
  });

  test('NLB0108: uninstalled', async () => {
    const { store, settle } = stage.sandbox;
    store.remove(deployments, controller.namespace, controller.name);
    await settle();
    const found = await told('NLB0108', 'classed');
    expect(found).toEqual([expect.stringMatching(/^warning No Deployment .* reported SuccessfullyReconciled on/)]);
    expect(await told('NLB0108', 'classed', 'instance')).toHaveLength(1);
    expect(await told('NLB0108', 'foreign')).toEqual([]);
  });
});
