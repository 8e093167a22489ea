import { expect, test } from 'vitest';
import { play, services } from '../world/play.ts';
import { annotate, arnOf, modelOf, refusalOf, service, settings } from './stage.ts';

const checkOf = (...given: Parameters<typeof modelOf>) => modelOf(...given).targetGroups[0]?.healthCheck;
const ip = { 'aws-load-balancer-nlb-target-type': 'ip' };
const local = { externalTrafficPolicy: 'Local', healthCheckNodePort: 30999 };

const usual = {
  HealthCheckProtocol: 'TCP',
  HealthCheckPort: 'traffic-port',
  HealthCheckIntervalSeconds: 10,
  HealthCheckTimeoutSeconds: 10,
  HealthyThresholdCount: 3,
  UnhealthyThresholdCount: 3,
};
const ofLocalInstances = {
  HealthCheckProtocol: 'HTTP',
  HealthCheckPort: '30999',
  HealthCheckIntervalSeconds: 10,
  HealthCheckTimeoutSeconds: 6,
  HealthyThresholdCount: 2,
  UnhealthyThresholdCount: 2,
  HealthCheckPath: '/healthz',
  Matcher: { HttpCode: '200-399' },
};

test.each([
  ['instance', service(), usual],
  ['ip', service({ annotations: ip }), usual],
  ['instance, Local', service({ spec: local }), ofLocalInstances],
  ['ip, Local', service({ annotations: ip, spec: local }), usual],
  ['instance, Local, type NodePort', service({ spec: { ...local, type: 'NodePort' } }), usual],
])('the defaults of %s', (_what, of, expected) => {
  expect(checkOf(of)).toEqual(expected);
});

const set = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`aws-load-balancer-healthcheck-${name}`, value]));

test('annotations overrule each member, in both columns', () => {
  const all = set({
    protocol: 'http',
    port: '9090',
    path: '/ready',
    interval: '15',
    timeout: '5',
    'healthy-threshold': '4',
    'unhealthy-threshold': '5',
    'success-codes': '200',
  });
  const expected = {
    HealthCheckProtocol: 'HTTP',
    HealthCheckPort: '9090',
    HealthCheckPath: '/ready',
    HealthCheckIntervalSeconds: 15,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 4,
    UnhealthyThresholdCount: 5,
    Matcher: { HttpCode: '200' },
  };
  expect(checkOf(service({ annotations: { ...ip, ...all } }))).toEqual(expected);
  expect(checkOf(service({ annotations: all, spec: local }))).toEqual(expected);
});

test('TCP has neither path nor codes, HTTP has both by default', () => {
  expect(checkOf(service({ annotations: set({ path: '/ready', 'success-codes': '200' }) }))).toEqual(usual);
  expect(checkOf(service({ annotations: set({ protocol: 'HTTPS' }) }))).toMatchObject({
    HealthCheckPath: '/',
    Matcher: { HttpCode: '200-399' },
  });
});

test('a port by the name of a Service’s port is the node port or the target port', () => {
  const named = set({ port: 'http' });
  expect(checkOf(service({ annotations: named }))?.HealthCheckPort).toBe('31234');
  expect(checkOf(service({ annotations: { ...named, ...ip } }))?.HealthCheckPort).toBe('8080');
  const ports = [{ name: 'http', port: 80, targetPort: 'web', nodePort: 31234 }];
  expect(refusalOf(service({ annotations: { ...named, ...ip }, spec: { ports } }))).toBe(
    "cannot use named healthCheckPort for IP TargetType when service's targetPort is a named port",
  );
  expect(refusalOf(service({ annotations: set({ port: 'admin' }) }))).toBe(
    'failed to resolve healthCheckPort: unable to find port admin on service ui/ui-nlb',
  );
});

test('without the advanced gate timeout and codes are not read', () => {
  const off = { settings: settings({}, { NLBHealthCheckAdvancedConfig: false }) };
  const annotations = set({ protocol: 'http', timeout: '5', 'success-codes': '200' });
  const { Matcher, HealthCheckTimeoutSeconds } = checkOf(service({ annotations }), off) ?? {};
  expect(Matcher).toBeUndefined();
  expect(HealthCheckTimeoutSeconds).toBe(10);
});

test.each([
  ['protocol', 'udp', 'unsupported health check protocol udp'],
  [
    'interval',
    'soon',
    'failed to parse int32 annotation, service.beta.kubernetes.io/aws-load-balancer-healthcheck-interval: soon: strconv.ParseInt: parsing "soon": invalid syntax',
  ],
])('refuses a %s of %s', (name, value, message) => {
  expect(refusalOf(service({ annotations: set({ [name]: value }) }))).toBe(message);
});

test('changes the check of the group that is there, and keeps the group and its name', async () => {
  const world = play();
  await world.settle();
  const arn = arnOf(world, 'k8s-ui-uinlb-fa38096dd9');
  annotate(world, set({ protocol: 'http', interval: '30', path: '/ready' }));
  await world.settle();
  expect(world.elbv2.describeTargetGroups({})).toMatchObject([
    { TargetGroupArn: arn, HealthCheckProtocol: 'HTTP', HealthCheckIntervalSeconds: 30, HealthCheckPath: '/ready' },
  ]);
});

test('without the advanced gate the group is replaced instead', async () => {
  const world = play({ controller: { featureGates: { NLBHealthCheckAdvancedConfig: false } } });
  await world.settle();
  const arn = arnOf(world, 'k8s-ui-uinlb-fa38096dd9');
  annotate(world, set({ 'healthy-threshold': '5' }));
  await world.settle();
  expect(arnOf(world, 'k8s-ui-uinlb-fa38096dd9'), 'thresholds are changed in place').toBe(arn);
  annotate(world, set({ interval: '30' }));
  await world.settle();
  const groups = world.elbv2.describeTargetGroups({});
  expect(groups).toMatchObject([{ HealthCheckIntervalSeconds: 30, HealthyThresholdCount: 5 }]);
  expect(groups[0]?.TargetGroupArn).not.toBe(arn);
});

test('Local and back changes the check in place', async () => {
  const world = play();
  await world.settle();
  const arn = arnOf(world, 'k8s-ui-uinlb-fa38096dd9');
  const policy = (value: string) =>
    world.store.modify(services, 'ui', 'ui-nlb', ({ spec }) => {
      spec.externalTrafficPolicy = value;
    });
  const port = policy('Local')['spec'].healthCheckNodePort;
  await world.settle();
  expect(world.elbv2.describeTargetGroups({})).toMatchObject([
    { TargetGroupArn: arn, HealthCheckPort: String(port), HealthCheckPath: '/healthz', HealthyThresholdCount: 2 },
  ]);
  expect(
    world
      .targets('k8s-ui-uinlb-fa38096dd9')
      .map((target) => target.split(' ')[1])
      .sort(),
    'every node is registered; one has the pod',
  ).toEqual(['healthy', 'unhealthy', 'unhealthy']);
  policy('Cluster');
  await world.settle();
  expect(world.elbv2.describeTargetGroups({})).toMatchObject([{ TargetGroupArn: arn, HealthCheckProtocol: 'TCP' }]);
  expect(world.targets('k8s-ui-uinlb-fa38096dd9').every((target) => target.endsWith('healthy'))).toBe(true);
});
