import { describe, expect, test } from 'vitest';
import { NlbctlError } from '../../src/model/errors.ts';
import { bindingOf, bindingsOf } from '../../src/observe/left-over.ts';
import { ambiguous } from '../../src/observe/load-balancer-errors.ts';
import { accountOf, clusterNameOf } from '../../src/observe/origin.ts';
import { clusterOf, tagsName, tagsNameSomeService } from '../../src/observe/ownership-tags.ts';
import { readable } from '../../src/observe/readable.ts';
import { aBinding, aLoadBalancer, aService } from '../judge/snapshot-builder.ts';

const service = { namespace: 'ui', name: 'ui-nlb' };

describe('tags', () => {
  test.each([
    ['service.k8s.aws/stack', true],
    ['service.eks.amazonaws.com/stack', true],
    ['kubernetes.io/service-name', true],
    ['team', false],
  ])('%s names a Service: %s', (tag, names) => {
    expect(tagsName(service, { [tag]: 'ui/ui-nlb' })).toBe(names);
    expect(tagsName(service, { [tag]: 'ui/ui-nlb2' })).toBe(false);
    expect(tagsNameSomeService({ [tag]: 'carts/other' })).toBe(names);
  });

  test('that were not read name nothing', () => {
    expect([tagsName(service, null), tagsNameSomeService(null), clusterOf(null)]).toEqual([false, false, null]);
  });

  test('name the cluster, in either spelling', () => {
    expect(clusterOf({ 'elbv2.k8s.aws/cluster': 'east' })).toBe('east');
    expect(clusterOf({ 'eks:eks-cluster-name': 'west' })).toBe('west');
  });
});

test('a binding of another namespace is another Service’s, though the names are equal', () => {
  const binding = { ...aBinding('ip'), labels: {}, serviceName: 'ui-nlb' };
  expect(bindingOf(service, binding)).toBe(true);
  expect(bindingOf(service, { ...binding, namespace: 'carts' })).toBe(false);
});

test('a binding of another Service counts where it fills a group of the controller’s', () => {
  const own = aBinding('ip');
  const users = { ...own, name: 'users', labels: {}, serviceName: 'other' };
  const elsewhere = { ...users, name: 'elsewhere', targetGroupArn: 'arn:elsewhere' };
  const unbound = { ...users, name: 'unbound', targetGroupArn: null };
  expect(bindingsOf(service, [elsewhere, users, unbound, own])).toEqual([users, own]);
  expect(bindingsOf(service, [users, { ...own, labels: {} }])).toEqual([{ ...own, labels: {} }]);
});

test('a load balancer outside of a VPC, or without tags, is still told apart', () => {
  const error = ambiguous(aService(), [{ ...aLoadBalancer(), vpcId: null, tags: {} }], 'carry its tags', null);
  expect(error.message).toMatch(/ {2}no VPC {2}no tags$/);
});

describe('where a Snapshot comes from', () => {
  test('inside of a cluster nothing names it', () => {
    expect(clusterNameOf({ cluster: null })).toBeNull();
  });

  test('the account is in the ARN, if there is one', () => {
    expect(accountOf('arn:aws:elasticloadbalancing:us-west-2:111122223333:loadbalancer/net/x/y')).toBe('111122223333');
    expect([accountOf(null), accountOf('arn')]).toEqual([null, null]);
  });
});

describe('a reading that fails', () => {
  const failing = (error: Error) => readable('nodes', [], Promise.reject(error));

  test('for want of a permission is noted', async () => {
    const notRead: object[] = [];
    const denied = new NlbctlError('KubernetesForbidden', 'you may not list nodes', { permission: 'list nodes' });
    expect(await readable('nodes', notRead as never, Promise.reject(denied))).toBeNull();
    expect(notRead).toEqual([{ what: 'nodes', permission: 'list nodes', reason: 'you may not list nodes' }]);
  });

  test('for any other reason is no fact about the Service', async () => {
    await expect(failing(new NlbctlError('KubernetesUnreachable', 'down'))).rejects.toThrow('down');
    await expect(failing(new TypeError('a bug'))).rejects.toThrow('a bug');
  });
});
