import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FindingCode } from '../../src/judge/findings/registry.ts';
import type { TargetType } from '../../src/model/target-type.ts';
import { foundOf } from '../judge/findings/subject.ts';
import { openStage, type Stage } from '../sandboxed.ts';
import { nodesBehind as nodes, podsBehind as pods } from '../services.ts';
import { areFound, onceEach } from './look.ts';

const port = { name: 'http', port: 80, targetPort: 8080 as number | string, protocol: 'TCP' };
const local = { externalTrafficPolicy: 'Local' };

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({
    change: { network: { blocked: [{ targetType: 'instance', port: 31502 }] } },
    objects: [
      nodes('number', { 'healthcheck-port': '31501' }, { ports: [{ ...port, nodePort: 31501 }] }),
      nodes('closed', {}, { ports: [{ ...port, nodePort: 31502 }] }),
      nodes('named', { 'healthcheck-port': 'http' }, { ports: [{ ...port, targetPort: 'http' }] }),
      nodes('numbered', { 'healthcheck-port': 'http' }),
      pods('left-over', { 'healthcheck-port': '31501' }),
      pods('right', { 'healthcheck-port': '8080' }),
      nodes('header', { 'proxy-protocol': '*' }, local),
      nodes('header-cluster', { 'proxy-protocol': '*' }),
      nodes('local', {}, local),
    ],
  });
}, 60_000);
afterAll(() => stage.stop());

const look = onceEach(() => stage);

areFound(look, [
  ['NLB0401', 'number', null, 'info', 'port 31501 of the node'],
  ['NLB0402', 'number', 'ip', 'block', 'no pod has it'],
  ['NLB0403', 'named', 'ip', 'block', 'target port "http" of port "http" is a name too'],
  ['NLB0404', 'closed', null, 'warning', 'the security group of the nodes does not admit TCP port 31502 from sg-'],
  ['NLB0404', 'left-over', null, 'warning', '(NLB0406)'],
  ['NLB0404', 'header', 'ip', 'warning', '(NLB0405)'],
  ['NLB0405', 'header', null, 'warning', 'kube-proxy'],
  ['NLB0406', 'left-over', null, 'warning', 'left over from target type instance'],
  ['NLB0407', 'local', 'ip', 'info', 'with ip targets TCP on the traffic port'],
]);

test.each<[FindingCode, string, TargetType | null]>([
  ['NLB0401', 'ui-nlb', 'ip'],
  ['NLB0401', 'numbered', 'ip'],
  ['NLB0402', 'right', 'ip'],
  ['NLB0402', 'numbered', 'ip'],
  ['NLB0403', 'named', null],
  ['NLB0403', 'numbered', 'ip'],
  ['NLB0404', 'ui-nlb', 'ip'],
  ['NLB0404', 'local', null],
  ['NLB0405', 'header-cluster', 'ip'],
  ['NLB0406', 'right', null],
  ['NLB0406', 'number', null],
  ['NLB0407', 'ui-nlb', 'ip'],
  ['NLB0407', 'numbered', 'ip'],
])('%s is not found on %s, to %s', async (code, name, to) => {
  const snapshot = await look(name);
  expect(snapshot.loadBalancer?.state).toBe('active');
  expect(foundOf(code, snapshot, to)).toEqual([]);
});
