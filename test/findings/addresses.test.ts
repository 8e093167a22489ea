import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FindingCode } from '../../src/judge/findings/registry.ts';
import type { TargetType } from '../../src/model/target-type.ts';
import { foundOf } from '../judge/findings/subject.ts';
import { openStage, type Stage } from '../sandboxed.ts';
import { nodesBehind as nodes, podsBehind as pods } from '../services.ts';
import { areFound, onceEach } from './look.ts';

const local = { externalTrafficPolicy: 'Local' };
const ranges = { loadBalancerSourceRanges: ['203.0.113.0/24'] };
const bare = { 'disable-nlb-sg': 'true' };
const preserve = (value: boolean) => ({ 'target-group-attributes': `preserve_client_ip.enabled=${value}` });
const ownGroup = { 'security-groups': 'sg-0123456789abcdef0' };

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({
    objects: [
      nodes('local', {}, local),
      nodes('kept', preserve(true), local),
      nodes('bare', bare),
      nodes('ranged', bare, ranges),
      nodes('ranged-groups', {}, ranges),
      pods('ranged-pods', bare, ranges),
      nodes('own-group', ownGroup),
      nodes('managed', { ...ownGroup, 'manage-backend-security-group-rules': 'true' }),
      nodes('bare-unmanaged', { ...bare, 'manage-backend-security-group-rules': 'false' }),
      pods('pods'),
      pods('unpreserved', preserve(false)),
    ],
  });
}, 60_000);
afterAll(() => stage.stop());

const look = onceEach(() => stage);

areFound(look, [
  ['NLB0501', 'local', 'ip', 'warning', 'Pods see the client’s own address on port 80 today'],
  ['NLB0501', 'ui-nlb', 'ip', 'info', 'will see an address of the NLB'],
  ['NLB0502', 'ranged', 'ip', 'warning', 'would stop to filter'],
  ['NLB0502', 'ranged-pods', null, 'warning', 'do not filter'],
  ['NLB0503', 'own-group', 'ip', 'warning', 'TCP 8080 from security group sg-0123456789abcdef0'],
  ['NLB0503', 'bare-unmanaged', 'ip', 'warning', 'from the addresses of the NLB’s subnets'],
  ['NLB0504', 'pods', 'instance', 'warning', 'would time out'],
  ['NLB0505', 'ui-nlb', 'ip', 'info', 'With 1 pod'],
  ['NLB0506', 'bare', null, 'info', 'has no security groups'],
  ['NLB0506', 'bare', 'ip', 'info', 'must admit the addresses of the NLB’s subnets'],
]);

test.each<[FindingCode, string, TargetType | null]>([
  ['NLB0501', 'kept', 'ip'],
  ['NLB0501', 'local', null],
  ['NLB0502', 'ranged-groups', 'ip'],
  ['NLB0502', 'ranged', null],
  ['NLB0503', 'ui-nlb', 'ip'],
  ['NLB0503', 'managed', 'ip'],
  ['NLB0504', 'unpreserved', 'instance'],
  ['NLB0505', 'kept', 'ip'],
  ['NLB0506', 'ui-nlb', 'ip'],
  ['NLB0506', 'ranged', 'ip'],
  ['NLB0506', 'bare-unmanaged', 'ip'],
])('%s is not found on %s, to %s', async (code, name, to) => {
  const snapshot = await look(name);
  expect(snapshot.loadBalancer?.state).toBe('active');
  expect(foundOf(code, snapshot, to)).toEqual([]);
});
