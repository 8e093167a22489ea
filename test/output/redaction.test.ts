import { describe, expect, test } from 'vitest';
import { withoutAccounts } from '../../src/output/redaction.ts';

const own = '111122223333';
const other = '444455556666';

describe('an account id is masked wherever it stands', () => {
  test.each([
    ['an ARN', `arn:aws:elasticloadbalancing:us-west-2:${own}:loadbalancer/net/a/b`],
    ['a context that is the ARN of a cluster', `arn:aws-cn:eks:cn-north-1:${own}:cluster/eks-workshop`],
    ['the owner of a security group', `${own}/sg-0123456789abcdef0`],
    ['a message', `User: arn:aws:sts::${own}:assumed-role/reader/me is not authorized (account ${own})`],
    ['a registry', `${own}.dkr.ecr.us-west-2.amazonaws.com/ui:v1`],
    ['alone', own],
  ])('%s', (_, text) => {
    expect(withoutAccounts({ text })).toEqual({ text: text.replaceAll(own, '000000000001') });
  });

  test('a name of a member, and within another word when it is known from elsewhere', () => {
    expect(withoutAccounts({ [own]: 'a', account: own, bucket: `logs${own}eu`, console: '1111-2222-3333' })).toEqual({
      '000000000001': 'a',
      account: '000000000001',
      bucket: 'logs000000000001eu',
      console: '0000-0000-0001',
    });
  });

  test('the same id is the same number, and another one another', () => {
    expect(withoutAccounts([own, other, `${other}:${own}`])).toEqual([
      '000000000001',
      '000000000002',
      '000000000002:000000000001',
    ]);
  });

  test('also where an id looks like a mask', () => {
    expect(withoutAccounts([own, '000000000001'])).toEqual(['000000000001', '000000000002']);
  });
});

test.each([
  ['the end of a UUID', { uid: '7c9a0f3e-0000-4000-8000-000000000001' }],
  ['a resourceVersion', { resourceVersion: own }],
  ['part of a longer number', { text: `${own}4` }],
  ['part of a name', { arn: 'k8s-ui-uinlb-a111122223333f' }],
  ['a number', { limits: { x: 111122223333 } }],
])('%s is none', (_, value) => {
  expect(withoutAccounts(value)).toEqual(value);
});
