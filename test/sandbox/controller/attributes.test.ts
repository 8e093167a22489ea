import { expect, test } from 'vitest';
import { askFor, play } from '../world/play.ts';
import { annotate, arnOf, modelOf, refusalOf, service } from './stage.ts';

const prefixed = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`aws-load-balancer-${name}`, value]));
const ofGroup = (values: Record<string, string>) =>
  Object.fromEntries(
    (modelOf(service({ annotations: prefixed(values) })).targetGroups[0]?.attributes ?? []).map(({ Key, Value }) => [
      Key,
      Value,
    ]),
  );

test('a group has one attribute that nobody asked for', () => {
  expect(ofGroup({})).toEqual({ 'proxy_protocol_v2.enabled': 'false' });
});

test('later layers win: all ports, one port, the PROXY protocol of ports, of all', () => {
  const all = { 'target-group-attributes': 'deregistration_delay.timeout_seconds=60,preserve_client_ip.enabled=true' };
  expect(ofGroup(all)).toEqual({
    'deregistration_delay.timeout_seconds': '60',
    'preserve_client_ip.enabled': 'true',
    'proxy_protocol_v2.enabled': 'false',
  });
  const one = { ...all, 'target-group-attributes.80': 'deregistration_delay.timeout_seconds=5' };
  expect(ofGroup(one)['deregistration_delay.timeout_seconds']).toBe('5');
  const empty = { ...all, 'target-group-attributes.80': 'deregistration_delay.timeout_seconds=' };
  expect(ofGroup(empty)['deregistration_delay.timeout_seconds'], 'an empty value is none').toBe('60');
  const other = { ...all, 'target-group-attributes.81': 'deregistration_delay.timeout_seconds=5' };
  expect(ofGroup(other)['deregistration_delay.timeout_seconds']).toBe('60');

  const proxied = { 'target-group-attributes': 'proxy_protocol_v2.enabled=true' };
  expect(ofGroup(proxied)['proxy_protocol_v2.enabled']).toBe('true');
  const elsewhere = { ...proxied, 'proxy-protocol-per-target-group': '443, 8443' };
  expect(ofGroup(elsewhere)['proxy_protocol_v2.enabled']).toBe('false');
  expect(ofGroup({ 'proxy-protocol-per-target-group': '80,443' })['proxy_protocol_v2.enabled']).toBe('true');
  expect(ofGroup({ ...elsewhere, 'proxy-protocol': '*' })['proxy_protocol_v2.enabled']).toBe('true');
});

test.each([
  [
    'proxy-protocol',
    'yes',
    'invalid value yes for Load Balancer proxy protocol v2 annotation, only value currently supported is *',
  ],
  ['proxy-protocol-per-target-group', '80,web', 'invalid port number in proxy-protocol-per-target-group: web'],
  [
    'target-group-attributes',
    'preserve_client_ip.enabled=maybe',
    'failed to parse attribute preserve_client_ip.enabled=maybe: strconv.ParseBool: parsing "maybe": invalid syntax',
  ],
  [
    'target-group-attributes',
    'stickiness',
    'failed to parse stringMap annotation, service.beta.kubernetes.io/aws-load-balancer-target-group-attributes: stickiness',
  ],
  [
    'attributes',
    'dns_record.client_routing_policy=near',
    "invalid dns_record.client_routing_policy set in annotation service.beta.kubernetes.io/aws-load-balancer-attributes: got 'near' expected one of ['any_availability_zone', 'partial_availability_zone_affinity', 'availability_zone_affinity']",
  ],
])('refuses %s: %s', (name, value, message) => {
  expect(refusalOf(service({ annotations: prefixed({ [name]: value }) }))).toBe(message);
});

test('a load balancer has what annotations name; the older annotations win', () => {
  const ofBalancer = (values: Record<string, string>) =>
    modelOf(service({ annotations: prefixed(values) })).loadBalancer.attributes;
  expect(ofBalancer({})).toEqual([]);
  expect(
    ofBalancer({
      attributes: 'load_balancing.cross_zone.enabled=true,access_logs.s3.enabled=false',
      'cross-zone-load-balancing-enabled': 'false',
      'access-log-enabled': 'true',
      'access-log-s3-bucket-name': 'logs',
      'access-log-s3-bucket-prefix': 'ui',
    }),
  ).toEqual([
    { Key: 'access_logs.s3.bucket', Value: 'logs' },
    { Key: 'access_logs.s3.enabled', Value: 'true' },
    { Key: 'access_logs.s3.prefix', Value: 'ui' },
    { Key: 'load_balancing.cross_zone.enabled', Value: 'false' },
  ]);
});

test('a key that is no longer asked for stays on the group that is there, and is lost on the next one', async () => {
  const world = play();
  await world.settle();
  const delayOf = (name: string) =>
    world.elbv2
      .describeTargetGroupAttributes({ TargetGroupArn: arnOf(world, name) })
      .find(({ Key }) => Key === 'deregistration_delay.timeout_seconds')?.Value;
  expect(delayOf('k8s-ui-uinlb-fa38096dd9'), 'AWS’s default').toBe('300');
  annotate(world, { 'aws-load-balancer-target-group-attributes': 'deregistration_delay.timeout_seconds=30' });
  await world.settle();
  expect(delayOf('k8s-ui-uinlb-fa38096dd9')).toBe('30');
  annotate(world, { 'aws-load-balancer-target-group-attributes': undefined });
  await world.settle();
  expect(delayOf('k8s-ui-uinlb-fa38096dd9')).toBe('30');
  askFor(world, 'ip');
  await world.settle();
  expect(delayOf('k8s-ui-uinlb-908febdef8')).toBe('300');
});
