import { expect, test } from 'vitest';
import { refusal, stage } from './stage.ts';

test('tags are given at birth, added, overwritten and removed', async () => {
  const { api, serving, group } = stage();
  const { LoadBalancerArn, ListenerArn } = await serving();
  const { TargetGroupArn } = group({ Name: 'tagged', Tags: [{ Key: 'service.k8s.aws/stack', Value: 'ui/ui-nlb' }] });
  api.addTags({
    ResourceArns: [TargetGroupArn],
    Tags: [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '' },
    ],
  });
  api.addTags({ ResourceArns: [TargetGroupArn], Tags: [{ Key: 'a', Value: '2' }] });
  api.addTags({ ResourceArns: [ListenerArn], Tags: [{ Key: 'port', Value: '80' }] });
  api.removeTags({ ResourceArns: [TargetGroupArn], TagKeys: ['b', 'never there'] });
  expect(api.describeTags({ ResourceArns: [TargetGroupArn, LoadBalancerArn, ListenerArn] })).toEqual([
    {
      ResourceArn: TargetGroupArn,
      Tags: [
        { Key: 'service.k8s.aws/stack', Value: 'ui/ui-nlb' },
        { Key: 'a', Value: '2' },
      ],
    },
    { ResourceArn: LoadBalancerArn, Tags: [] },
    { ResourceArn: ListenerArn, Tags: [{ Key: 'port', Value: '80' }] },
  ]);
});

test('DescribeTags takes 20 resources, all of which exist', () => {
  const { api, balancer } = stage();
  const arns = Array.from({ length: 21 }, (_, index) => balancer(`lb-${index}`).LoadBalancerArn);
  expect(api.describeTags({ ResourceArns: arns.slice(1) })).toHaveLength(20);
  expect(refusal(() => api.describeTags({ ResourceArns: arns }))).toMatch(/^ValidationError: /);
});

const prefix = 'arn:aws:elasticloadbalancing:us-west-2:123456789012:';
test.each([
  [`${prefix}loadbalancer/net/gone/0123456789abcdef`, 'LoadBalancerNotFound: One or more load balancers not found'],
  [`${prefix}targetgroup/gone/0123456789abcdef`, 'TargetGroupNotFound: One or more target groups not found'],
  [`${prefix}listener/net/gone/0123456789abcdef/0`, 'ListenerNotFound: One or more listeners not found'],
  [`${prefix}listener-rule/net/gone/0123456789abcdef/0/1`, 'RuleNotFound: One or more rules not found'],
  ['gone', "ValidationError: 'gone' is not a valid resource ARN"],
])('tags of %s: %s', (arn, message) => {
  const { api, balancer } = stage();
  const ResourceArns = [balancer().LoadBalancerArn, arn];
  expect(refusal(() => api.describeTags({ ResourceArns }))).toBe(message);
  expect(refusal(() => api.removeTags({ ResourceArns, TagKeys: ['a'] }))).toBe(message);
  expect(refusal(() => api.addTags({ ResourceArns: [arn], Tags: [{ Key: 'a', Value: '' }] }))).toBe(message);
});

test.each([
  [
    [
      { Key: 'a', Value: '' },
      { Key: 'a', Value: '' },
    ],
    'DuplicateTagKeys',
  ],
  [[{ Key: 'aws:x', Value: '' }], "ValidationError: Tag key 'aws:x' is not valid"],
  [[{ Key: '', Value: '' }], 'ValidationError'],
  [[{ Key: 'k'.repeat(129), Value: '' }], 'ValidationError'],
  [[{ Key: 'a', Value: 'v'.repeat(257) }], 'ValidationError'],
  [[{ Key: 'a', Value: '{}' }], 'ValidationError'],
  [Array.from({ length: 50 }, (_, index) => ({ Key: `new-${index}`, Value: '' })), 'TooManyTags'],
])('AddTags refuses %o', (Tags, message) => {
  const { api, group } = stage();
  const { TargetGroupArn } = group({ Tags: [{ Key: 'old', Value: '' }] });
  expect(refusal(() => api.addTags({ ResourceArns: [TargetGroupArn], Tags }))).toContain(message);
  expect(api.describeTags({ ResourceArns: [TargetGroupArn] })[0]?.Tags).toEqual([{ Key: 'old', Value: '' }]);
});

test('AddTags takes one resource', () => {
  const { api, group } = stage();
  const ResourceArns = [group({ Name: 'a' }).TargetGroupArn, group({ Name: 'b' }).TargetGroupArn];
  expect(refusal(() => api.addTags({ ResourceArns, Tags: [{ Key: 'a', Value: '' }] }))).toMatch(/^ValidationError: /);
});
