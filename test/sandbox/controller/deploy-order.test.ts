import { expect, test } from 'vitest';
import { askFor, play, services } from '../world/play.ts';
import { keepJournal } from './journal.ts';
import { arnOf, groupNames, serviceOf, until, workshop } from './stage.ts';

const instances = 'k8s-ui-uinlb-fa38096dd9';
const addresses = 'k8s-ui-uinlb-908febdef8';

test('a flip: empty group, listener, binding, its targets beside the end of the old binding, then the old group', async () => {
  const world = play();
  await world.settle();
  const dns = serviceOf(world)['status'];
  const [balancer] = world.elbv2.describeLoadBalancers({});
  const listeners = world.elbv2.describeListeners({ LoadBalancerArn: balancer?.LoadBalancerArn ?? '' });
  const journal = keepJournal(world);
  askFor(world, 'ip');
  await world.settle();
  const at = (entry: string) => {
    const index = journal.findIndex((line) => line.startsWith(entry));
    expect(index, `${entry} in\n${journal.join('\n')}`).toBeGreaterThanOrEqual(0);
    return index;
  };
  expect(journal.slice(0, 4)).toEqual([
    `createTargetGroup ${addresses}`,
    `modifyListener 80 -> ${addresses}`,
    `create binding ${addresses}`,
    `delete binding ${instances}`,
  ]);
  expect(at(`registerTargets ${addresses}`)).toBeGreaterThan(at(`create binding ${addresses}`));
  expect(at(`deregisterTargets ${instances}`)).toBeGreaterThan(at(`delete binding ${instances}`));
  expect(at(`binding gone ${instances}`)).toBeGreaterThan(at(`deregisterTargets ${instances}`));
  expect(at(`deleteTargetGroup ${instances}`)).toBeGreaterThan(at(`binding gone ${instances}`));
  expect(journal).toHaveLength(8);
  expect(world.elbv2.describeLoadBalancers({}), 'the NLB survives').toMatchObject([
    { LoadBalancerArn: balancer?.LoadBalancerArn, DNSName: balancer?.DNSName },
  ]);
  expect(
    world.elbv2.describeListeners({ LoadBalancerArn: balancer?.LoadBalancerArn ?? '' }).map((one) => one.ListenerArn),
  ).toEqual(listeners.map(({ ListenerArn }) => ListenerArn));
  expect(serviceOf(world)['status']).toEqual(dns);
});

test('the old group goes while its targets drain, seconds after the flip', async () => {
  const world = play();
  await world.settle();
  askFor(world, 'ip');
  await until(world, () => groupNames(world).length === 2);
  const begun = world.clock.now();
  await until(world, () => world.targets(instances).every((target) => target.includes('draining')));
  await until(world, () => groupNames(world).length === 1);
  expect(groupNames(world)).toEqual([addresses]);
  expect(world.clock.now() - begun).toBeLessThan(5_000);
});

test('success is reported before anything is healthy', async () => {
  const world = play();
  await world.settle();
  askFor(world, 'ip');
  await until(world, () => groupNames(world).length === 2);
  await until(world, () => groupNames(world).length === 1);
  await world.clock.step(100);
  const [event] = world.store
    .list({ group: '', resource: 'events' })
    .filter(({ involvedObject, reason }) => involvedObject.kind === 'Service' && reason === 'SuccessfullyReconciled');
  expect(event?.['count']).toBe(2);
  expect(world.targets(addresses)).toEqual([expect.stringMatching(/initial Elb\.RegistrationInProgress$/)]);
});

test('several ports: groups by resource id as text, listeners by number, lowest cut first; bindings by ARN', async () => {
  const objects = workshop((object) => {
    object['spec'].ports = [
      { name: 'https', port: 443, targetPort: 8080, nodePort: 31443 },
      { name: 'http', port: 80, targetPort: 8080, nodePort: 31080 },
    ];
  });
  const world = play({ objects });
  await world.settle();
  const journal = keepJournal(world);
  askFor(world, 'ip');
  await world.settle();
  const groups = journal.filter((line) => line.startsWith('createTargetGroup')).map((line) => line.split(' ')[1] ?? '');
  const [of443 = '', of80 = ''] = groups;
  expect(world.forwards(443)).toEqual([of443]);
  expect(journal.slice(2, 4)).toEqual([`modifyListener 80 -> ${of80}`, `modifyListener 443 -> ${of443}`]);
  const byArn = [...groups].sort((a, b) => (arnOf(world, a) < arnOf(world, b) ? -1 : 1));
  expect(journal.slice(4, 6)).toEqual(byArn.map((name) => `create binding ${name}`));
  const firstRegistration = journal.findIndex((line) => line.startsWith('registerTargets'));
  expect(firstRegistration, 'only when every listener is switched').toBeGreaterThan(5);
  const gone = journal.flatMap((line, index) => (line.startsWith('binding gone') ? [index] : []));
  const deleted = journal.flatMap((line, index) => (line.startsWith('deleteTargetGroup') ? [index] : []));
  expect(gone).toHaveLength(2);
  expect(Math.min(...deleted)).toBeGreaterThan(Math.max(...gone));
  const secondEnd = journal.findLastIndex((line) => line.startsWith('delete binding'));
  expect(secondEnd, 'bindings are deleted one by one, each until it is gone').toBeGreaterThan(gone[0] ?? Infinity);
});

test('listeners: deletes, then creates, then updates', async () => {
  const objects = workshop((object) => {
    object['spec'].ports = [
      { name: 'a', port: 80, targetPort: 8080 },
      { name: 'b', port: 81, targetPort: 8080 },
    ];
  });
  const world = play({ objects });
  await world.settle();
  const journal = keepJournal(world);
  world.store.modify(services, 'ui', 'ui-nlb', ({ metadata, spec }) => {
    metadata.annotations = {
      ...metadata.annotations,
      'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': 'ip',
    };
    spec.ports = [spec.ports[1], { name: 'c', port: 79, targetPort: 8080 }];
  });
  await world.settle();
  expect(journal.filter((line) => /Listener/.test(line)).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    'deleteListener 80',
    'createListener 79',
    'modifyListener 81',
  ]);
  expect(world.forwards(80)).toEqual([]);
  expect(groupNames(world)).toHaveLength(2);
});

test('listeners that go, go by number, whichever was made first', async () => {
  const world = play();
  await world.settle();
  const ports = (...numbers: number[]) =>
    world.store.modify(services, 'ui', 'ui-nlb', ({ spec }) => {
      spec.ports = numbers.map((port) => ({ name: `p${port}`, port, targetPort: 8080 }));
    });
  ports(80, 79);
  await world.settle();
  const journal = keepJournal(world);
  ports(81);
  await world.settle();
  expect(journal.filter((line) => line.startsWith('deleteListener'))).toEqual([
    'deleteListener 79',
    'deleteListener 80',
  ]);
});

test('a new NLB is looked at again after two minutes while it is being provisioned', async () => {
  const world = play({ delays: { aws: { provisioning: '5m' } } });
  await world.clock.step(20_000);
  expect(world.events('Service')).toEqual(['Normal SuccessfullyReconciled']);
  expect(serviceOf(world)['status'].loadBalancer.ingress, 'the name is known at once').toHaveLength(1);
  askFor(world, 'ip');
  await world.clock.step(60_000);
  expect(groupNames(world), 'old groups stay until then').toEqual([instances, addresses]);
  expect(world.forwards(80)).toEqual([addresses]);
  expect(world.events('Service'), 'without an event').toEqual(['Normal SuccessfullyReconciled']);
  await world.settle();
  expect(groupNames(world)).toEqual([addresses]);
});
