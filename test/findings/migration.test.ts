import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FindingCode } from '../../src/judge/findings/registry.ts';
import type { TargetType } from '../../src/model/target-type.ts';
import type { KubeObject } from '../../src/sandbox/store/object.ts';
import { foundOf } from '../judge/findings/subject.ts';
import { openStage, type Stage } from '../sandboxed.ts';
import { external, loadBalancerService } from '../services.ts';
import { deploymentOf } from './deployment.ts';
import { areFound, onceEach } from './look.ts';

const prefix = 'service.beta.kubernetes.io/aws-load-balancer-';
const service = (name: string, annotations: Readonly<Record<string, string>> = {}, behind = 'ui') =>
  loadBalancerService(name, {
    annotations: { ...external, ...annotations },
    ...(behind === 'ui' ? {} : { spec: { selector: { app: behind } } }),
  });
const marked = (object: ReturnType<typeof service>, metadata: { labels?: object; annotations?: object }) =>
  ({
    ...object,
    metadata: {
      ...object.metadata,
      ...metadata,
      annotations: { ...object.metadata.annotations, ...metadata.annotations },
    },
  }) as KubeObject;
const applied = (type: string) => ({
  annotations: {
    'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({
      metadata: { annotations: { [`${prefix}nlb-target-type`]: type } },
    }),
  },
});
const budget = (name: string, disruptionsAllowed: number): KubeObject => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name, namespace: 'ui' },
  spec: { minAvailable: 2, selector: { matchLabels: { app: name } } },
  status: { disruptionsAllowed, currentHealthy: 2, desiredHealthy: 2, expectedPods: 2, observedGeneration: 1 },
});
const argo = { labels: { 'argocd.argoproj.io/instance': 'ui' } };

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({
    objects: [
      ...['bare', 'tight', 'loose', 'rolling'].map((name) => deploymentOf('ui', name, 2)),
      deploymentOf('ui', 'paused', 2, {}, { paused: true }),
      budget('tight', 0),
      budget('loose', 1),
      ...['bare', 'tight', 'loose', 'rolling', 'paused'].map((name) => service(name, {}, name)),
      service('quick', { 'target-group-attributes': 'deregistration_delay.timeout_seconds=30' }),
      service('at-once', { 'target-group-attributes': 'deregistration_delay.timeout_seconds=0' }),
      service('tuned', { 'additional-resource-tags': 'team=web' }),
      marked(service('argo'), argo),
      marked(service('tracked'), { annotations: { 'argocd.argoproj.io/tracking-id': 'ui:/Service:ui/tracked' } }),
      marked(service('committed', { 'nlb-target-type': 'ip' }), argo),
      marked(service('applied'), applied('instance')),
      marked(service('flipped', { 'nlb-target-type': 'ip' }), applied('instance')),
      marked(service('argo-applied'), { ...argo, ...applied('instance') }),
    ],
  });
  const { store, elbv2, settle } = stage.sandbox;
  const { targetGroups } = await stage.observe('tuned');
  const arn = targetGroups?.[0]?.arn ?? '';
  elbv2.modifyTargetGroupAttributes({
    TargetGroupArn: arn,
    Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '120' }],
  });
  elbv2.addTags({ ResourceArns: [arn], Tags: [{ Key: 'costs', Value: '7' }] });
  // A template whose pods never become ready: the old ones stay beside the new one.
  store.modify({ group: 'apps', resource: 'deployments' }, 'ui', 'rolling', ({ spec }) => {
    spec.template.metadata.annotations = { 'sandbox.nlbctl/not-ready': 'true' };
  });
  await settle();
}, 120_000);
afterAll(() => stage.stop());

const look = onceEach(() => stage);

areFound(look, [
  ['NLB0701', 'ui-nlb', 'ip', 'warning', 'leaves port 80 without a healthy target for about 1–6 minutes'],
  ['NLB0702', 'ui-nlb', 'ip', 'warning', 'ui has a single replica'],
  ['NLB0703', 'bare', 'ip', 'info', 'No PodDisruptionBudget selects the 2 pods of bare'],
  ['NLB0703', 'tight', 'ip', 'info', 'PodDisruptionBudget tight (minAvailable 2) allows no disruption now'],
  ['NLB0704', 'rolling', 'ip', 'warning', 'is being rolled out (1 of 2 pods of the newest template)'],
  ['NLB0704', 'paused', 'ip', 'warning', 'is paused'],
  ['NLB0705', 'ui-nlb', 'ip', 'info', '(300 s, the default) is not honoured'],
  ['NLB0705', 'quick', 'ip', 'warning', '(30 s, by annotation) is not honoured'],
  ['NLB0705', 'tuned', 'ip', 'warning', '(120 s, set by hand) is not honoured'],
  ['NLB0707', 'argo', 'ip', 'warning', 'Argo CD keeps the Service (label argocd.argoproj.io/instance)'],
  ['NLB0707', 'tracked', 'ip', 'warning', 'Argo CD keeps the Service (annotation argocd.argoproj.io/tracking-id)'],
  ['NLB0708', 'applied', 'ip', 'warning', 'takes the change to ip back'],
  ['NLB0708', 'flipped', null, 'info', 'says "instance", and the target type is "ip" now'],
]);

test.each<[FindingCode, string, TargetType | null]>([
  ['NLB0701', 'ui-nlb', 'instance'],
  ['NLB0702', 'bare', 'ip'],
  ['NLB0702', 'ui-nlb', null],
  ['NLB0703', 'loose', 'ip'],
  ['NLB0703', 'ui-nlb', 'ip'],
  ['NLB0704', 'bare', 'ip'],
  ['NLB0704', 'rolling', null],
  ['NLB0705', 'at-once', 'ip'],
  ['NLB0705', 'quick', 'instance'],
  ['NLB0706', 'tuned', null],
  ['NLB0707', 'ui-nlb', 'ip'],
  ['NLB0707', 'committed', 'ip'],
  ['NLB0708', 'ui-nlb', 'ip'],
  ['NLB0708', 'applied', null],
  ['NLB0708', 'argo-applied', 'ip'],
])('%s is not found on %s, to %s', async (code, name, to) => expect(foundOf(code, await look(name), to)).toEqual([]));

test('NLB0706 warns of what was set by hand, and says of every group that goes that alarms were not checked', async () => {
  const tuned = await look('tuned');
  const group = tuned.targetGroups?.[0];
  const [byHand, alarms] = foundOf('NLB0706', tuned, 'ip');
  expect(byHand).toMatchObject({
    severity: 'warning',
    object: `target group ${group?.name}`,
    message: expect.stringContaining('attribute deregistration_delay.timeout_seconds=120; tag costs=7'),
  });
  expect(alarms).toMatchObject({ severity: 'info', remedy: expect.stringContaining(`targetgroup/${group?.name}/`) });
  expect(foundOf('NLB0706', await look('quick'), 'ip')).toMatchObject([{ severity: 'info' }]);
});

test('what NLB0706 says comes about: the annotations of its remedy bring both to the new group', async () => {
  const { store, settle } = stage.sandbox;
  const [byHand] = foundOf('NLB0706', await look('tuned'), 'ip');
  const pairs = [...(byHand?.remedy ?? '').matchAll(/--overwrite ([^\s=]+)=(\S+)/g)];
  store.modify({ group: '', resource: 'services' }, 'ui', 'tuned', ({ metadata }) => {
    const given = Object.fromEntries(pairs.map(([, key = '', value = '']) => [key, value]));
    metadata.annotations = { ...metadata.annotations, ...given, [`${prefix}nlb-target-type`]: 'ip' };
  });
  await settle();
  const { targetGroups } = await stage.observe('tuned');
  expect(targetGroups).toMatchObject([
    {
      targetType: 'ip',
      attributes: { 'deregistration_delay.timeout_seconds': '120' },
      tags: { team: 'web', costs: '7' },
    },
  ]);
});
