import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FindingCode } from '../../src/judge/findings/registry.ts';
import type { TargetType } from '../../src/model/target-type.ts';
import { foundOf } from '../judge/findings/subject.ts';
import { openStage, type Stage } from '../sandboxed.ts';
import { external, loadBalancerService } from '../services.ts';
import { deploymentOf } from './deployment.ts';
import { areFound, onceEach } from './look.ts';

const namespace = 'gated';
const service = (name: string, type: TargetType, behind = name) =>
  loadBalancerService(name, {
    namespace,
    annotations: { ...external, 'nlb-target-type': type },
    spec: { selector: { app: behind } },
  });
const nobodys = 'target-health.elbv2.k8s.aws/k8s-gated-gone-0123456789';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({
    objects: [
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: namespace, labels: { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' } },
      },
      deploymentOf(namespace, 'nodes', 2),
      service('nodes', 'instance'),
      deploymentOf(namespace, 'older', 1),
      service('older', 'ip'),
      service('younger', 'ip'),
      service('returned', 'ip'),
      deploymentOf(namespace, 'stuck', 1, { readinessGates: [{ conditionType: nobodys }] }),
      service('stuck', 'instance'),
      loadBalancerService('pods', { annotations: { ...external, 'nlb-target-type': 'ip' } }),
    ],
  });
  const { store, settle } = stage.sandbox;
  // The bindings are there now, so that these pods get their gates.
  const deployments = { group: 'apps', resource: 'deployments' };
  store.create(deployments, deploymentOf(namespace, 'younger', 1));
  store.create(deployments, deploymentOf(namespace, 'returned', 1));
  await settle();
  store.modify({ group: '', resource: 'services' }, namespace, 'returned', ({ metadata }) => {
    metadata.annotations = {
      ...metadata.annotations,
      'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': 'instance',
    };
  });
  await settle();
}, 120_000);
afterAll(() => stage.stop());

const look = onceEach(() => stage);

areFound(look, [
  ['NLB0601', 'gated/nodes', 'ip', 'info', 'lack the readiness gate that namespace gated asks for'],
  ['NLB0601', 'gated/older', null, 'info', 'lacks the readiness gate'],
  ['NLB0602', 'gated/returned', 'ip', 'warning', 'If the migration brings it back under the same name'],
  ['NLB0602', 'gated/stuck', null, 'warning', 'is kept NotReady by the gate of binding k8s-gated-gone-0123456789'],
  ['NLB0603', 'ui/ui-nlb', 'ip', 'info', 'Namespace ui is not labelled'],
  ['NLB0604', 'gated/younger', 'instance', 'warning', 'gets its readiness gate, which nobody opens'],
]);

test.each<[FindingCode, string, TargetType | null]>([
  ['NLB0601', 'gated/younger', null],
  ['NLB0601', 'gated/younger', 'ip'],
  ['NLB0601', 'gated/nodes', null],
  ['NLB0601', 'ui/ui-nlb', 'ip'],
  ['NLB0602', 'gated/younger', 'ip'],
  ['NLB0602', 'gated/returned', null],
  ['NLB0602', 'gated/nodes', 'ip'],
  ['NLB0603', 'gated/nodes', 'ip'],
  ['NLB0603', 'ui/ui-nlb', null],
  ['NLB0604', 'gated/nodes', 'instance'],
  ['NLB0604', 'ui/pods', 'instance'],
])('%s is not found on %s, to %s', async (code, name, to) => expect(foundOf(code, await look(name), to)).toEqual([]));

test('what NLB0602 says comes about: the binding has the same name again, and its gate closes', async () => {
  const before = await look('gated/returned');
  const [pod] = before.pods ?? [];
  const gate = pod?.readinessGates[0];
  const statusOf = (conditions: readonly { readonly type: string; readonly status: string }[] | undefined) =>
    conditions?.find(({ type }) => type === gate)?.status;
  expect(statusOf(pod?.conditions)).toBe('True');
  const seen: (string | undefined)[] = [];
  const unsubscribe = stage.sandbox.store.subscribe(({ resource, object }) => {
    if (resource.resource === 'pods' && object.metadata.name === pod?.name)
      seen.push(statusOf(object['status'].conditions));
  });
  stage.sandbox.store.modify({ group: '', resource: 'services' }, namespace, 'returned', ({ metadata }) => {
    metadata.annotations = {
      ...metadata.annotations,
      'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': 'ip',
    };
  });
  await stage.sandbox.settle();
  unsubscribe();
  const { bindings } = await stage.observe('returned', { namespace });
  expect(bindings?.map(({ name }) => `target-health.elbv2.k8s.aws/${name}`)).toEqual([gate]);
  expect(seen).toContain('False');
  expect(seen.at(-1)).toBe('True');
});
