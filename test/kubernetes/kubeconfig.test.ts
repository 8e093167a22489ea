import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { connectKubernetes } from '../../src/kubernetes/cluster.ts';
import { destinationOf } from '../../src/kubernetes/kubeconfig/destination.ts';
import { inCluster } from '../../src/kubernetes/kubeconfig/in-cluster.ts';
import { loadKubeconfig } from '../../src/kubernetes/kubeconfig/load.ts';
import { parseKubeconfig } from '../../src/kubernetes/kubeconfig/parse.ts';
import { folderOf } from './kubeconfig-file.ts';

const yaml = (name: string, server: string, current = '') => `
apiVersion: v1
kind: Config
current-context: ${current}
clusters:
- name: ${name}
  cluster: { server: ${server} }
contexts:
- name: ${name}
  context: { cluster: ${name}, user: ${name}, namespace: 7 }
users:
- name: ${name}
  user: { tokenFile: token, client-certificate: certs/me.pem, exec: { command: bin/plugin } }
`;

describe('several files of KUBECONFIG', () => {
  test('are merged: the first one that has a name, or a current context, wins', async () => {
    await using files = await folderOf({
      a: yaml('one', 'https://first'),
      b: yaml('two', 'https://second', 'two') + yaml('x', 'y').slice(0, 0),
      c: yaml('one', 'https://third', 'one'),
    });
    const list = ['a', 'gone', '', 'b', 'c'].map((name) => (name === '' ? '' : files.file(name)));
    const { kubeconfig } = await loadKubeconfig(null, { KUBECONFIG: list.join(path.delimiter) });
    expect(kubeconfig?.currentContext).toBe('two');
    expect([...(kubeconfig?.contexts.keys() ?? [])]).toEqual(['one', 'two']);
    expect(kubeconfig?.clusters.get('one')?.server).toBe('https://first');
  });

  test('count relative paths each from its own folder, an exec command only if it is a path', async () => {
    const { users } = parseKubeconfig(yaml('one', 'https://x'), '/etc/kube/config');
    expect(users.get('one')).toMatchObject({
      tokenFile: '/etc/kube/token',
      clientCertificate: { kind: 'file', path: '/etc/kube/certs/me.pem' },
      exec: { command: '/etc/kube/bin/plugin' },
    });
    const plain = parseKubeconfig('users: [{ name: u, user: { exec: { command: aws } } }]', '/etc/kube/config');
    expect(plain.users.get('u')?.exec).toMatchObject({ command: 'aws', interactiveMode: 'IfAvailable' });
  });
});

test('~/.kube/config is read where KUBECONFIG is empty', async () => {
  await using files = await folderOf({});
  await mkdir(files.file('.kube'));
  const { files: looked } = await loadKubeconfig(null, { HOME: files.folder, KUBECONFIG: path.delimiter });
  expect(looked).toEqual([files.file('.kube/config')]);
});

/** What is wrong, and what the message and the hint say of it. */
const failures = [
  { name: 'bad YAML', text: 'a: [b\ntoken: s3cret\n', code: 'KubeconfigInvalid', says: /is not valid YAML: .*line \d/ },
  { name: 'no mapping', text: '- a', code: 'KubeconfigInvalid', says: /is not a kubeconfig/ },
  { name: 'an empty file', text: '', code: 'ContextNotFound', says: /no current context/ },
  { name: 'no current context', text: yaml('one', 'https://x'), code: 'ContextNotFound', says: /no current context/ },
  {
    name: 'an unknown current context',
    text: yaml('one', 'https://x', 'none'),
    code: 'ContextNotFound',
    says: /the current context "none" is not in the kubeconfig/,
    hint: /its contexts are: one/,
  },
  {
    name: 'a mistyped context',
    text: yaml('staging', 'https://x'),
    context: 'stagign',
    code: 'ContextNotFound',
    says: /context "stagign" is not/,
    hint: /^did you mean "staging"\?/,
  },
  {
    name: 'the last part of an ARN',
    text: yaml('"arn:aws:eks:us-west-2:1:cluster/shop"', 'https://x'),
    context: 'shop',
    code: 'ContextNotFound',
    says: /context "shop"/,
    hint: /did you mean "arn:aws:eks:us-west-2:1:cluster\/shop"\?/,
  },
  {
    name: 'a context without a cluster',
    text: 'contexts: [{ name: a, context: {} }]',
    context: 'a',
    code: 'KubeconfigInvalid',
    says: /context "a" names no cluster/,
  },
  {
    name: 'a cluster that is not there',
    text: 'contexts: [{ name: a, context: { cluster: c } }]',
    context: 'a',
    code: 'KubeconfigInvalid',
    says: /cluster "c", which the kubeconfig lacks/,
  },
  {
    name: 'a user that is not there',
    text: '{ contexts: [{ name: a, context: { cluster: c, user: u } }], clusters: [{ name: c, cluster: { server: "https://x" } }] }',
    context: 'a',
    code: 'KubeconfigInvalid',
    says: /user "u", which the kubeconfig lacks/,
  },
  {
    name: 'a server that is no URL',
    text: yaml('one', '"ftp://x"', 'one'),
    code: 'KubeconfigInvalid',
    says: /is not a URL: "ftp:\/\/x"/,
  },
  {
    name: 'a cluster without a server',
    text: yaml('one', '""', 'one'),
    code: 'KubeconfigInvalid',
    says: /has no server/,
  },
];

test.each(failures)('$name is a clear error', async ({ text, context = null, code, says, hint }) => {
  await using files = await folderOf({ config: text });
  const settings = { kubeconfig: files.file('config'), context, env: {} };
  const error: unknown = await connectKubernetes(settings).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code, message: expect.stringMatching(says), hint: expect.stringMatching(hint ?? /./) });
  expect(JSON.stringify(error) + String((error as Error).cause)).not.toContain('s3cret');
});

describe('no kubeconfig', () => {
  test('at the path of --kubeconfig', async () => {
    const connecting = connectKubernetes({ kubeconfig: '/nowhere/config', context: null, env: {} });
    await expect(connecting).rejects.toMatchObject({
      code: 'KubeconfigInvalid',
      message: expect.stringMatching(/does not exist$/),
    });
  });

  test('at the path of --kubeconfig, which is a folder', async () => {
    await using files = await folderOf({});
    const connecting = connectKubernetes({ kubeconfig: files.folder, context: null, env: {} });
    await expect(connecting).rejects.toMatchObject({ message: expect.stringMatching(/it is a folder$/) });
  });

  test('anywhere', async () => {
    const connecting = connectKubernetes({ kubeconfig: null, context: null, env: { HOME: '/nowhere' } });
    await expect(connecting).rejects.toMatchObject({
      code: 'KubeconfigInvalid',
      message: 'there is no kubeconfig: /nowhere/.kube/config does not exist',
      hint: expect.stringContaining('aws eks update-kubeconfig'),
    });
  });
});

describe('inside of a cluster', () => {
  const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };

  test('the service account says who, where and which namespace', async () => {
    await using files = await folderOf({ token: 't\n', 'ca.crt': 'ca', namespace: 'ops\n' });
    const destination = await inCluster(env, files.folder);
    expect(destination).toMatchObject({ context: null, clusterName: null, namespace: 'ops' });
    expect(destination?.server.href).toBe('https://[fd00::1]/');
    expect(destination?.user?.tokenFile).toBe(files.file('token'));
  });

  test('nothing is there without a token, or without the variables', async () => {
    await using files = await folderOf({ 'ca.crt': 'ca' });
    expect(await inCluster(env, files.folder)).toBeNull();
    expect(await inCluster({}, files.folder)).toBeNull();
  });
});

/** A kubeconfig's names, its exec plugin and its server, and the region that they tell. */
const regions = [
  { name: 'arn:aws:eks:eu-central-1:111122223333:cluster/shop', expected: 'eu-central-1' },
  { name: 'arn:aws-cn:eks:cn-north-1:111122223333:cluster/shop', expected: 'cn-north-1' },
  { name: 'me@shop.us-east-2.eksctl.io', expected: 'us-east-2' },
  { name: 'alias', exec: { args: ['--region', 'ap-south-1', 'eks', 'get-token'] }, expected: 'ap-south-1' },
  { name: 'alias', exec: { args: ['--region=ap-south-2'] }, expected: 'ap-south-2' },
  { name: 'alias', exec: { env: [{ name: 'AWS_REGION', value: 'sa-east-1' }] }, expected: 'sa-east-1' },
  { name: 'alias', server: 'https://ABCDEF.gr7.us-west-2.eks.amazonaws.com', expected: 'us-west-2' },
  { name: 'alias', server: 'https://abc.yl4.us-gov-west-1.eks.amazonaws.com', expected: 'us-gov-west-1' },
  { name: 'alias', server: 'https://abc.eks-cluster.eu-west-1.api.aws', expected: 'eu-west-1' },
  { name: 'alias', server: 'https://abc.sk1.cn-north-1.eks.amazonaws.com.cn', expected: 'cn-north-1' },
  { name: 'alias', server: 'https://10.0.0.1:6443', expected: null },
];

test.each(regions)('the region of $name $server is $expected', async ({ name, exec, server, expected }) => {
  const config = JSON.stringify({
    'current-context': name,
    clusters: [{ name, cluster: { server: server ?? 'https://10.0.0.1' } }],
    contexts: [{ name, context: { cluster: name, user: 'u' } }],
    users: [{ name: 'u', user: exec === undefined ? {} : { exec: { command: 'aws', ...exec } } }],
  });
  await using files = await folderOf({ config });
  const kubernetes = await connectKubernetes({ kubeconfig: files.file('config'), context: null, env: {} });
  expect(kubernetes.region).toBe(expected);
});

test('names and namespaces that look like numbers stay texts', () => {
  const kubeconfig = parseKubeconfig(yaml('42', 'https://x', '42'), '/config');
  expect(destinationOf(kubeconfig, null)).toMatchObject({ context: '42', clusterName: '42', namespace: '7' });
});
