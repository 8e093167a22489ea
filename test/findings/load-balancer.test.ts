import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FindingCode } from '../../src/judge/findings/registry.ts';
import type { TargetType } from '../../src/model/target-type.ts';
import { foundOf } from '../judge/findings/subject.ts';
import { openStage, type Stage } from '../sandboxed.ts';
import { nodesBehind as nodes, podsBehind as pods } from '../services.ts';
import { areFound, onceEach } from './look.ts';

const port = { name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' };
const dns = { name: 'dns', port: 53, targetPort: 5353, protocol: 'UDP' };
const dnsTcp = { ...dns, name: 'dns-tcp', protocol: 'TCP' };
const twoFamilies = { ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv4', 'IPv6'] };

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({
    objects: [
      nodes('across', { attributes: 'load_balancing.cross_zone.enabled=true' }),
      pods('pods'),
      nodes('shifts', { attributes: 'zonal_shift.config.enabled=true' }),
      nodes('six', {}, twoFamilies),
      nodes('dual', { 'ip-address-type': 'dualstack' }, twoFamilies),
      pods('quic', { 'quic-enabled-ports': '53', 'disable-nlb-sg': 'true' }, { ports: [dns] }),
      nodes('dns', {}, { ports: [dns] }),
      nodes('both', {}, { ports: [dnsTcp, dns] }),
    ],
  });
  const { store, network } = stage.sandbox;
  const [a, b] = network.vpc.subnets.filter(({ zone }) => zone !== 'us-west-2c');
  store.create({ group: '', resource: 'services' }, nodes('narrow', { subnets: `${a?.id},${b?.id}` }));
  await stage.sandbox.settle();
}, 60_000);
afterAll(() => stage.stop());

const look = onceEach(() => stage);

areFound(look, [
  ['NLB0201', 'pods', null, 'warning', 'port 80 has no target there'],
  ['NLB0201', 'ui-nlb', 'ip', 'warning', 'after the migration port 80 has no target there'],
  ['NLB0202', 'narrow', null, 'info', '1 node in us-west-2c gets no traffic'],
  ['NLB0202', 'narrow', 'instance', 'warning', '1 node in us-west-2c will get no traffic'],
  ['NLB0204', 'six', null, 'warning', 'ipFamilies are IPv4 and IPv6'],
  ['NLB0204', 'six', 'ip', 'block', 'lb not dual-stack'],
  ['NLB0208', 'quic', 'instance', 'block', 'QUIC on port 53'],
  ['NLB0209', 'dns', null, 'info', 'Port 53 is UDP'],
  ['NLB0209', 'dns', 'ip', 'warning', 'the pods themselves must accept connections on TCP port 5353'],
  ['NLB0209', 'both', null, 'info', 'serves only the first of them, TCP'],
]);

test.each<[FindingCode, string, TargetType | null]>([
  ['NLB0201', 'ui-nlb', null],
  ['NLB0201', 'across', 'ip'],
  ['NLB0201', 'pods', 'instance'],
  ['NLB0202', 'ui-nlb', null],
  ['NLB0202', 'ui-nlb', 'ip'],
  ['NLB0203', 'shifts', 'ip'],
  ['NLB0204', 'ui-nlb', 'ip'],
  ['NLB0204', 'dual', 'ip'],
  ['NLB0205', 'ui-nlb', 'ip'],
  ['NLB0206', 'ui-nlb', 'ip'],
  ['NLB0207', 'ui-nlb', 'ip'],
  ['NLB0208', 'quic', 'ip'],
  ['NLB0208', 'pods', 'instance'],
  ['NLB0209', 'ui-nlb', 'ip'],
])('%s is not found on %s, to %s', async (code, name, to) => {
  const snapshot = await look(name);
  expect(snapshot.loadBalancer?.state).toBe('active');
  expect(foundOf(code, snapshot, to)).toEqual([]);
});

test('what NLB0204 says is what the controller says', async () => {
  const { events } = await look('six');
  expect(events?.map(({ message }) => message)).toContainEqual(
    expect.stringContaining('unsupported IPv6 configuration, lb not dual-stack'),
  );
});

test('NLB0203 tells the zone of a shift, for an NLB that takes part', async () => {
  const { shiftedZones } = stage.sandbox.elbv2;
  shiftedZones.add('us-west-2b');
  try {
    for (const to of [null, 'ip'] as const)
      expect(foundOf('NLB0203', await stage.observe('shifts'), to)).toMatchObject([
        {
          severity: 'warning',
          object: 'zone us-west-2b',
          message: expect.stringContaining('on 1 target, 1 of them healthy'),
        },
      ]);
    expect(foundOf('NLB0203', await stage.observe('ui-nlb'))).toEqual([]);
  } finally {
    shiftedZones.clear();
  }
});

test('NLB0205 and NLB0206 count the groups of before and after together', async () => {
  const { quotas } = stage.sandbox.elbv2;
  const before = quotas.targetsPerZone;
  const found = async (limit: number) => {
    quotas.targetsPerZone = limit;
    const snapshot = await stage.observe('ui-nlb', { withSurroundings: true });
    return (['NLB0205', 'NLB0206'] as const).flatMap((code) =>
      foundOf(code, snapshot, 'ip').map(({ severity }) => `${code} ${severity}`),
    );
  };
  try {
    expect(await found(0)).toEqual(['NLB0205 block']);
    expect(await found(1)).toEqual(['NLB0205 warning']);
    expect(await found(2)).toEqual(['NLB0206 warning']);
    expect(await found(3)).toEqual([]);
  } finally {
    quotas.targetsPerZone = before;
  }
});

test('NLB0207 tells of an NLB that is being set up', async () => {
  const { store } = stage.sandbox;
  store.create({ group: '', resource: 'services' }, nodes('late', {}, { ports: [port] }));
  await expect
    .poll(async () => foundOf('NLB0207', await stage.observe('late')), { timeout: 15_000, interval: 250 })
    .toMatchObject([{ severity: 'warning', message: expect.stringContaining('is provisioning') }]);
});
