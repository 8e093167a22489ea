import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { beforeAll, expect, test } from 'vitest';
import { caller } from '../../src/aws/call.ts';
import { buildClient } from '../../src/aws/client.ts';
import { exitCode } from '../../src/model/exit-codes.ts';
import { folderOf } from '../kubernetes/kubeconfig-file.ts';
import { describeMoto, emptyMoto, motoUrl, region, signal, userEnvironment, userOf } from './moto.ts';

/** A failure is asked about twice, not eight times. */
const impatient = { AWS_MAX_ATTEMPTS: '2' };

describeMoto('an answer that is none of ELBv2’s', () => {
  beforeAll(emptyMoto);
  const notElbv2 = (action: string) => ({
    code: 'AwsFailed',
    exitCode: exitCode.couldNotKnow,
    message: expect.stringMatching(new RegExp(`is not ELBv2: it answered ${action} with HTTP \\d+`)),
    hint: expect.stringContaining('AWS_ENDPOINT_URL'),
  });

  test('to a marker that names no page is reported after another attempt', async () => {
    const client = await buildClient({ region, profile: null, env: { ...userEnvironment(), ...impatient } });
    const call = caller(client, undefined);
    const command = new DescribeLoadBalancersCommand({ Marker: 'no-such-page' });
    const asking = call('DescribeLoadBalancers', (options) => client.sdk.send(command, options), signal);
    await expect(asking).rejects.toMatchObject(notElbv2('DescribeLoadBalancers'));
    client.close();
  });

  test('in a region that there is not is reported', async () => {
    using user = await userOf(impatient, 'us-moon-1');
    await expect(user.elbv2.loadBalancers(signal)).rejects.toMatchObject(notElbv2('DescribeLoadBalancers'));
    expect(user.callsOf('DescribeLoadBalancers')).toMatchObject([{ attempts: 2 }]);
  });

  test('from a page of something else at the endpoint is reported', async () => {
    using user = await userOf({ ...impatient, AWS_ENDPOINT_URL: `${motoUrl()}/moto-api/` });
    await expect(user.elbv2.targetGroups(signal)).rejects.toMatchObject(notElbv2('DescribeTargetGroups'));
  });
});

describeMoto('a request that moto refuses', () => {
  test('is reported in moto’s words', async () => {
    using user = await userOf();
    await expect(user.elbv2.listeners('', signal)).rejects.toMatchObject({
      code: 'AwsFailed',
      exitCode: exitCode.couldNotKnow,
      message: expect.stringMatching(/^ELBv2 refused DescribeListeners in us-west-2: ValidationError: \w/),
    });
    expect(user.callsOf('DescribeListeners')).toMatchObject([{ attempts: 1, outcome: 'ValidationError' }]);
  });

  test('is not sent when the region cannot be the name of one', async () => {
    await expect(userOf({}, 'us west 2')).rejects.toMatchObject({
      code: 'RegionUnknown',
      exitCode: exitCode.couldNotKnow,
    });
  });
});

describeMoto('moto is reached', () => {
  beforeAll(emptyMoto);
  const nowhere = 'http://127.0.0.1:9';

  test('by the variable of ELBv2 alone, which wins', async () => {
    using user = await userOf({
      AWS_ENDPOINT_URL: nowhere,
      AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: motoUrl(),
    });
    expect(await user.elbv2.loadBalancers(signal)).toEqual([]);
  });

  test('by the endpoint and the keys of a profile', async () => {
    const services = `[services local]\nelastic_load_balancing_v2 =\n  endpoint_url = ${motoUrl()}\n`;
    const profile = `[profile moto]\nservices = local\nendpoint_url = ${nowhere}\n`;
    const keys = '[moto]\naws_access_key_id = AKIATEST\naws_secret_access_key = not-a-secret-key\n';
    await using files = await folderOf({ config: `${profile}${services}`, credentials: keys });
    using user = await userOf({
      AWS_ENDPOINT_URL: '',
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_PROFILE: 'moto',
      AWS_CONFIG_FILE: files.file('config'),
      AWS_SHARED_CREDENTIALS_FILE: files.file('credentials'),
    });
    expect(await user.elbv2.endpoint()).toBe(motoUrl());
    expect(await user.elbv2.loadBalancers(signal)).toEqual([]);
  });
});
