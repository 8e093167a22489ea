import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectAwsAccess } from '../../src/aws/access.ts';
import { exitCode } from '../../src/model/exit-codes.ts';
import { awsPermissions } from '../../src/model/permissions.ts';
import { findLoadBalancer } from '../../src/observe/find-load-balancer.ts';
import { aService } from '../judge/snapshot-builder.ts';
import { checkAccess, describeMoto, emptyMoto, signal, userEnvironment, userOf } from './moto.ts';
import { query, textIn } from './query.ts';
import { controllerTags, openStock } from './stock.ts';

/** An IAM user that may do these actions of ELBv2, as an environment holds its keys. */
async function iamUser(name: string, actions: readonly string[]): Promise<Record<string, string>> {
  const Action = actions.map((action) => `elasticloadbalancing:${action}`);
  const Statement = [{ Effect: 'Allow', Action, Resource: '*' }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await query('iam', 'CreateUser', { UserName: name });
  await query('iam', 'PutUserPolicy', { UserName: name, PolicyName: 'elbv2', PolicyDocument });
  const key = await query('iam', 'CreateAccessKey', { UserName: name });
  return {
    AWS_ACCESS_KEY_ID: textIn(key, 'AccessKeyId'),
    AWS_SECRET_ACCESS_KEY: textIn(key, 'SecretAccessKey'),
  };
}

/** moto computes signatures with botocore and evaluates IAM policies itself: what it lets pass was signed as AWS wants it. */
describeMoto('with signatures and permissions checked', () => {
  let reader: Record<string, string>;
  let lister: Record<string, string>;
  let ours: { arn: string };
  let group: string;
  beforeAll(async () => {
    await emptyMoto();
    using stock = await openStock();
    ours = await stock.balancer('k8s-ui-uinlb-45617409e2', controllerTags('ui/ui-nlb'));
    group = await stock.group('k8s-ui-uinlb-908febdef8', 'ip');
    await stock.listener(ours.arn, { [group]: 1 });
    reader = await iamUser('reader', ['Describe*']);
    lister = await iamUser('lister', ['DescribeLoadBalancers', 'DescribeTargetGroups']);
    await checkAccess();
  });
  afterAll(emptyMoto);

  test('one who may describe reads everything', async () => {
    using user = await userOf(reader);
    const { elbv2 } = user;
    expect(await elbv2.loadBalancers(signal)).toHaveLength(1);
    expect(await elbv2.loadBalancersByName('k8s-ui-uinlb-45617409e2', signal)).toMatchObject({ arn: ours.arn });
    expect(await elbv2.loadBalancerAttributes(ours.arn, signal)).not.toEqual({});
    const [listener] = await elbv2.listeners(ours.arn, signal);
    expect(listener?.forwards).toEqual([{ targetGroupArn: group, weight: 1 }]);
    expect(await elbv2.ruleForwards(listener?.arn ?? '', signal)).toEqual([]);
    expect(await elbv2.targetGroups(signal)).toHaveLength(1);
    expect(await elbv2.targetGroupAttributes(group, signal)).not.toEqual({});
    expect(await elbv2.targets(group, signal)).toEqual([]);
    expect(await elbv2.tags([ours.arn], signal)).toEqual(new Map([[ours.arn, controllerTags('ui/ui-nlb')]]));
  });

  test('doctor’s questions are answered: who asks, and what they may do', async () => {
    const all = awsPermissions.map(({ action }) => action);
    for (const [name, keys, expected] of [
      ['lister', lister, ['DescribeLoadBalancers', 'DescribeTargetGroups']],
      ['reader', reader, all],
    ] as const) {
      const settings = { region: 'us-west-2', profile: null, env: { ...userEnvironment(), ...keys } };
      const access = await connectAwsAccess(settings, () => undefined);
      const identity = await access.identity(signal);
      expect(identity.arn).toMatch(new RegExp(`^arn:aws:iam::\\d{12}:user/${name}$`));
      const owner = { partition: 'aws', account: identity.account };
      const allowed: string[] = [];
      for (const action of all) if (await access.isAllowed(action, owner, signal)) allowed.push(action);
      expect(allowed).toEqual(expected);
      access.close();
    }
  });

  test('one who may not is told which permission is missing, after one attempt', async () => {
    using user = await userOf(lister);
    await expect(user.elbv2.targets(group, signal)).rejects.toMatchObject({
      code: 'AwsAccessDenied',
      exitCode: exitCode.couldNotKnow,
      permission: 'elasticloadbalancing:DescribeTargetHealth',
      message: expect.stringContaining('user/lister is not authorized to perform'),
    });
    expect(user.callsOf('DescribeTargetHealth')).toMatchObject([{ attempts: 1, outcome: 'AccessDenied' }]);
  });

  test('one who may not read tags finds the NLB by the prefix of its name', async () => {
    using user = await userOf(lister);
    const context = { elbv2: user.elbv2, cluster: 'eks-workshop', signal };
    const found = await findLoadBalancer(aService({ ingress: [] }), context);
    expect(found).toMatchObject({
      loadBalancer: { arn: ours.arn, tags: null },
      lookup: { by: 'name-prefix' },
      notRead: [{ what: 'tags of load balancers', permission: 'elasticloadbalancing:DescribeTags' }],
    });
  });

  test.each([
    ['unknown', () => ({ AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN', AWS_SECRET_ACCESS_KEY: 'x' })],
    ['with another secret', () => ({ ...reader, AWS_SECRET_ACCESS_KEY: 'x' })],
  ])('keys that are %s are not accepted', async (_, keys) => {
    using user = await userOf(keys());
    await expect(user.elbv2.loadBalancers(signal)).rejects.toMatchObject({
      code: 'AwsCredentialsInvalid',
      exitCode: exitCode.couldNotKnow,
      hint: expect.stringContaining('AWS_ACCESS_KEY_ID'),
    });
    expect(user.callsOf('DescribeLoadBalancers')).toMatchObject([{ attempts: 1 }]);
  });
});
