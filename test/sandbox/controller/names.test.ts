import { expect, test } from 'vitest';
import {
  loadBalancerName,
  type NamedService,
  type NamedTargetGroup,
  securityGroupName,
  targetGroupName,
} from '../../../src/sandbox/controller/names.ts';
import { modelOf, service } from './stage.ts';

const workshop: NamedService = {
  clusterName: 'eks-workshop',
  namespace: 'ui',
  name: 'ui-nlb',
  uid: '11111111-2222-3333-4444-555555555555',
};
const checkout: NamedService = {
  clusterName: 'eks-workshop',
  namespace: 'payments-prod',
  name: 'checkout-api-public-edge',
  uid: '0f4c3b2a-9d8e-4f70-8a6b-5c4d3e2f1a00',
};
/** The fixture of the controller's own unit tests. */
const fixture: NamedService = {
  clusterName: 'my-cluster',
  namespace: 'default',
  name: 'nlb-ip-svc-tls',
  uid: 'bdca2bd0-bfc6-449a-88a3-03451f05f18c',
};

const named = (
  port: number,
  servicePort: number,
  targetType: 'instance' | 'ip',
  more: Partial<NamedTargetGroup> = {},
) => ({
  port,
  servicePort,
  targetType,
  protocol: 'TCP',
  healthCheckProtocol: 'TCP',
  healthCheckInterval: 10,
  ...more,
});

test.each([
  [workshop, 'internet-facing', 'k8s-ui-uinlb-45617409e2'],
  [workshop, 'internal', 'k8s-ui-uinlb-d62a1494ba'],
  [checkout, 'internal', 'k8s-payments-checkout-3234fbdf67'],
  [checkout, 'internet-facing', 'k8s-payments-checkout-9004474dc8'],
  [fixture, 'internal', 'k8s-default-nlbipsvc-6b0ba8ff70'],
  [fixture, 'internet-facing', 'k8s-default-nlbipsvc-4d831c6ca6'],
] as const)('names the load balancer of $name, %s: %s', (of, scheme, name) => {
  expect(loadBalancerName(of, scheme)).toBe(name);
});

const local = { healthCheckProtocol: 'HTTP' };
test.each([
  ['instance', workshop, named(31234, 80, 'instance'), 'k8s-ui-uinlb-fa38096dd9'],
  ['instance, Local', workshop, named(31234, 80, 'instance', local), 'k8s-ui-uinlb-4fad2010ac'],
  ['ip', workshop, named(8080, 80, 'ip'), 'k8s-ui-uinlb-908febdef8'],
  ['ip, named targetPort', workshop, named(1, 80, 'ip'), 'k8s-ui-uinlb-430a31831c'],
  ['interval 30', workshop, named(8080, 80, 'ip', { healthCheckInterval: 30 }), 'k8s-ui-uinlb-25f4fe9592'],
  ['TLS', workshop, named(8080, 443, 'ip', { protocol: 'TLS' }), 'k8s-ui-uinlb-023b7810a7'],
  ['TCP_UDP', workshop, named(8080, 443, 'ip', { protocol: 'TCP_UDP' }), 'k8s-ui-uinlb-d8d6558eb3'],
  ['instance', checkout, named(30443, 443, 'instance'), 'k8s-payments-checkout-6dcbe8e9f0'],
  ['instance, Local', checkout, named(30443, 443, 'instance', local), 'k8s-payments-checkout-7e99eee598'],
  ['ip', checkout, named(8443, 443, 'ip'), 'k8s-payments-checkout-171f7a3c15'],
  ['ip, named targetPort', checkout, named(1, 443, 'ip'), 'k8s-payments-checkout-4450f0a529'],
  ['instance', fixture, named(32332, 80, 'instance'), 'k8s-default-nlbipsvc-a9f22549bb'],
  ['instance, Local', fixture, named(32332, 80, 'instance', local), 'k8s-default-nlbipsvc-ec108b4c0c'],
  ['ip', fixture, named(80, 80, 'ip'), 'k8s-default-nlbipsvc-d4818dcd51'],
  ['ip, named targetPort', fixture, named(1, 80, 'ip'), 'k8s-default-nlbipsvc-349ce2bf46'],
] as const)('names a target group: %s', (_what, of, group, name) => {
  expect(targetGroupName(of, group)).toBe(name);
});

test('names the group of a weighted backend with the uid of both Services', () => {
  const backend = { ...workshop, name: 'ui-v2', uid: 'bbbbbbbb-2222-3333-4444-555555555555' };
  const group = named(8080, 80, 'ip', { baseUid: workshop.uid });
  expect(targetGroupName(backend, group)).toBe('k8s-ui-uiv2-d8916273d5');
  expect(targetGroupName(workshop, group), 'its own uid is no second one').toBe('k8s-ui-uinlb-908febdef8');
});

test.each([
  [workshop, 'k8s-ui-uinlb-18de129689'],
  [checkout, 'k8s-payments-checkout-badd3632a9'],
  [fixture, 'k8s-default-nlbipsvc-1da4b78715'],
])('names the managed security group of $name', (of, name) => {
  expect(securityGroupName(of)).toBe(name);
});

test('cleans names before it cuts them', () => {
  expect(loadBalancerName({ ...workshop, namespace: 'a-b.c-d-e-f-g-h-i' }, 'internal')).toMatch(/^k8s-abcdefgh-uinlb-/);
});

test('hashes what the Service asks for: node port, Local, target port, interval', () => {
  const nameOf = (annotations: Record<string, string>, spec: Record<string, unknown> = {}) =>
    modelOf(service({ annotations, spec })).targetGroups[0]?.name;
  expect(nameOf({})).toBe('k8s-ui-uinlb-fa38096dd9');
  expect(nameOf({}, { externalTrafficPolicy: 'Local', healthCheckNodePort: 30999 })).toBe('k8s-ui-uinlb-4fad2010ac');
  expect(nameOf({ 'aws-load-balancer-nlb-target-type': 'ip' })).toBe('k8s-ui-uinlb-908febdef8');
  const namedPort = { ports: [{ name: 'http', port: 80, targetPort: 'http', nodePort: 31234, protocol: 'TCP' }] };
  expect(nameOf({ 'aws-load-balancer-nlb-target-type': 'ip' }, namedPort)).toBe('k8s-ui-uinlb-430a31831c');
  expect(nameOf({ 'aws-load-balancer-nlb-target-type': 'ip', 'aws-load-balancer-healthcheck-interval': '30' })).toBe(
    'k8s-ui-uinlb-25f4fe9592',
  );
});

test('takes the name that an annotation gives, up to 32 characters', () => {
  const given = (name: string) => service({ annotations: { 'aws-load-balancer-name': name } });
  expect(modelOf(given('Front-Door')).loadBalancer.name).toBe('Front-Door');
  expect(() => modelOf(given('x'.repeat(33)))).toThrow('load balancer name cannot be longer than 32 characters');
});
