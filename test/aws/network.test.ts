import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectElbv2 } from '../../src/aws/elbv2.ts';
import { folderOf } from '../kubernetes/kubeconfig-file.ts';
import { createAuthority } from '../network/certificates.ts';
import { startConnectProxy, startSocksProxy } from '../network/connect-proxy.ts';
import { result, serverEnvironment, startQueryServer } from './query-server.ts';

const signal = new AbortController().signal;
const answer = result('DescribeTargetGroups', '<TargetGroups/>') as { body: string };

let ca: string;
let port: number;
const server = { close: () => {} };

beforeAll(async () => {
  const authority = await createAuthority('company-ca');
  const leaf = await authority.issue({
    names: [
      { type: 'dns', value: 'elb.example.invalid' },
      { type: 'ip', value: '127.0.0.1' },
    ],
  });
  const https = createServer(leaf, (_, response) => response.end(answer.body));
  await new Promise<void>((resolve) => https.listen(0, '127.0.0.1', resolve));
  ca = authority.pem;
  port = (https.address() as AddressInfo).port;
  server.close = () => {
    https.closeAllConnections();
    https.close();
  };
});

afterAll(() => server.close());

async function groupsOf(env: Record<string, string>) {
  const elbv2 = await connectElbv2({ region: 'us-west-2', profile: null, env: { ...serverEnvironment(''), ...env } });
  try {
    return await elbv2.targetGroups(signal);
  } finally {
    elbv2.close();
  }
}

describe('AWS_CA_BUNDLE', () => {
  test('makes an endpoint trusted', async () => {
    await using files = await folderOf({ 'ca.pem': ca });
    const env = { AWS_ENDPOINT_URL: `https://127.0.0.1:${port}`, AWS_CA_BUNDLE: files.file('ca.pem') };
    expect(await groupsOf(env)).toEqual([]);
  });

  test('is what the message asks for without it', async () => {
    await expect(groupsOf({ AWS_ENDPOINT_URL: `https://127.0.0.1:${port}` })).rejects.toMatchObject({
      code: 'AwsUnreachable',
      message: expect.stringContaining('an authority that is not trusted'),
      hint: expect.stringContaining('AWS_CA_BUNDLE'),
    });
  });

  test('that is not there, or holds no certificate', async () => {
    await using files = await folderOf({ 'no.pem': 'hello' });
    await expect(groupsOf({ AWS_CA_BUNDLE: '/nowhere.pem' })).rejects.toMatchObject({
      message: 'cannot read the CA bundle /nowhere.pem (AWS_CA_BUNDLE)',
    });
    await expect(groupsOf({ AWS_CA_BUNDLE: files.file('no.pem') })).rejects.toMatchObject({
      message: expect.stringContaining('holds no certificate'),
    });
  });
});

describe('a proxy', () => {
  const endpoint = 'https://elb.example.invalid:8443';

  test('leads to an https endpoint', async () => {
    await using files = await folderOf({ 'ca.pem': ca });
    await using proxy = await startConnectProxy({ to: port });
    const HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`;
    expect(await groupsOf({ AWS_ENDPOINT_URL: endpoint, HTTPS_PROXY, AWS_CA_BUNDLE: files.file('ca.pem') })).toEqual(
      [],
    );
    expect(proxy.log.tunnels).toEqual(['elb.example.invalid:8443']);
  });

  test('may speak SOCKS', async () => {
    await using files = await folderOf({ 'ca.pem': ca });
    await using proxy = await startSocksProxy({ to: port });
    const HTTPS_PROXY = `socks5h://127.0.0.1:${proxy.port}`;
    expect(await groupsOf({ AWS_ENDPOINT_URL: endpoint, HTTPS_PROXY, AWS_CA_BUNDLE: files.file('ca.pem') })).toEqual(
      [],
    );
    expect(proxy.asked).toEqual(['elb.example.invalid']);
  });

  test('leads to an http endpoint', async () => {
    await using plain = await startQueryServer(() => answer);
    await using proxy = await startConnectProxy({ to: Number(new URL(plain.url).port) });
    const HTTP_PROXY = `http://127.0.0.1:${proxy.port}`;
    expect(await groupsOf({ AWS_ENDPOINT_URL: 'http://moto.example.invalid', HTTP_PROXY })).toEqual([]);
    expect(proxy.log.tunnels).toEqual(['moto.example.invalid:80']);
  });

  test('is not asked for loopback, nor for what NO_PROXY names', async () => {
    await using plain = await startQueryServer(() => answer);
    expect(await groupsOf({ AWS_ENDPOINT_URL: plain.url, HTTP_PROXY: 'http://127.0.0.1:1' })).toEqual([]);
    const env = { AWS_ENDPOINT_URL: endpoint, HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: 'example.invalid' };
    await expect(groupsOf(env)).rejects.toMatchObject({
      message: expect.stringMatching(/^cannot reach ELBv2 at https:\/\/elb\.example\.invalid:8443: (no such host|DNS)/),
    });
  });

  test('that refuses is named', async () => {
    await using proxy = await startConnectProxy({ refuse: 403 });
    const HTTPS_PROXY = `http://me:s3cret@127.0.0.1:${proxy.port}`;
    const error: unknown = await groupsOf({ AWS_ENDPOINT_URL: endpoint, HTTPS_PROXY }).catch(
      (caught: unknown) => caught,
    );
    expect(error).toMatchObject({
      code: 'AwsUnreachable',
      message: `cannot reach ELBv2 at ${endpoint} through the proxy http://127.0.0.1:${proxy.port} (HTTPS_PROXY): the proxy refused the connection (403)`,
    });
  });

  test('that is none is an error of the setting', async () => {
    await expect(groupsOf({ AWS_ENDPOINT_URL: endpoint, HTTPS_PROXY: 'ftp://x' })).rejects.toMatchObject({
      code: 'AwsUnreachable',
      message: expect.stringContaining('HTTPS_PROXY names a proxy of kind ftp'),
    });
  });
});

test('an endpoint where nobody listens is asked three times, without long waits', async () => {
  const began = performance.now();
  await expect(groupsOf({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' })).rejects.toMatchObject({
    code: 'AwsUnreachable',
    message: 'cannot reach ELBv2 at http://127.0.0.1:1: connection refused',
  });
  expect(performance.now() - began).toBeLessThan(1_000);
});
