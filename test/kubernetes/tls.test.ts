import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectKubernetes } from '../../src/kubernetes/cluster.ts';
import { createAuthority, type Issued } from '../network/certificates.ts';
import { list, startApiServer } from './api-server.ts';
import { folderOf, kubeconfigFor } from './kubeconfig-file.ts';

const signal = new AbortController().signal;
const base64 = (text: string) => Buffer.from(text).toString('base64');

type Authority = Awaited<ReturnType<typeof createAuthority>>;
type Server = Awaited<ReturnType<typeof startApiServer>>;

let authority: Authority;
let other: Authority;
let client: Issued;
const servers: Record<'good' | 'expired' | 'misnamed', Server> = {} as never;

beforeAll(async () => {
  [authority, other] = await Promise.all([createAuthority('cluster-ca'), createAuthority('other-ca')]);
  client = await authority.issue({ commonName: 'the-admin' });
  const [good, expired, misnamed] = await Promise.all([
    authority.issue(),
    authority.issue({ expired: true }),
    authority.issue({ names: [{ type: 'dns', value: 'api.example.com' }] }),
  ]);
  const answer = () => list([{ metadata: { name: 'n' } }]);
  const asking = { requestCert: true, rejectUnauthorized: false, ca: authority.pem };
  servers.good = await startApiServer(answer, { ...good, ...asking });
  servers.expired = await startApiServer(answer, expired);
  servers.misnamed = await startApiServer(answer, misnamed);
});

afterAll(() => Promise.all(Object.values(servers).map((server) => server[Symbol.asyncDispose]())));

/** The nodes, or the error, of a server with what the kubeconfig says of cluster and user. */
async function nodesOf(cluster: object, user: object = { token: 't' }, files: Record<string, string> = {}) {
  await using folder = await folderOf({ ...files, config: kubeconfigFor(cluster, user) });
  const kubernetes = await connectKubernetes({ kubeconfig: folder.file('config'), context: null, env: {} });
  try {
    return await kubernetes.nodes(signal);
  } finally {
    kubernetes.close();
  }
}

const trusted = () => ({ server: servers.good.url, 'certificate-authority-data': base64(authority.pem) });
const found = [{ name: 'n' }];

describe('the server is trusted', () => {
  test('by the authority in the kubeconfig', async () => {
    expect(await nodesOf(trusted())).toMatchObject(found);
  });

  test('also for a context without a user', async () => {
    await using folder = await folderOf({
      config: JSON.stringify({
        'current-context': 'here',
        clusters: [{ name: 'c', cluster: trusted() }],
        contexts: [{ name: 'here', context: { cluster: 'c' } }],
      }),
    });
    const kubernetes = await connectKubernetes({ kubeconfig: folder.file('config'), context: null, env: {} });
    expect(await kubernetes.nodes(signal)).toMatchObject(found);
    kubernetes.close();
  });

  test('by an authority in a file, whose path counts from the kubeconfig', async () => {
    const cluster = { server: servers.good.url, 'certificate-authority': 'ca.pem' };
    expect(await nodesOf(cluster, {}, { 'ca.pem': authority.pem })).toMatchObject(found);
  });

  test('by the data in the kubeconfig rather than by a file', async () => {
    const cluster = { ...trusted(), 'certificate-authority': 'not-there.pem' };
    expect(await nodesOf(cluster)).toMatchObject(found);
  });

  test('whatever it shows, with insecure-skip-tls-verify', async () => {
    expect(await nodesOf({ server: servers.good.url, 'insecure-skip-tls-verify': true })).toMatchObject(found);
  });

  test('under the name of tls-server-name', async () => {
    const cluster = { ...trusted(), server: servers.misnamed.url, 'tls-server-name': 'api.example.com' };
    expect(await nodesOf(cluster)).toMatchObject(found);
  });
});

const untrusted = [
  { name: 'no authority', cluster: () => ({ server: servers.good.url }), says: 'an authority that is not trusted' },
  {
    name: 'another authority',
    cluster: () => ({ server: servers.good.url, 'certificate-authority-data': base64(other.pem) }),
    says: 'an authority that is not trusted',
  },
  {
    name: 'an expired certificate',
    cluster: () => ({ ...trusted(), server: servers.expired.url }),
    says: 'has expired',
  },
  {
    name: 'another name',
    cluster: () => ({ ...trusted(), server: servers.misnamed.url }),
    says: 'is for another name',
  },
  {
    name: 'nobody at the port',
    cluster: () => ({ ...trusted(), server: 'https://127.0.0.1:1' }),
    says: 'connection refused',
  },
];

test.each(untrusted)('$name: the message says why', async ({ cluster, says }) => {
  const error: unknown = await nodesOf(cluster()).catch((caught: unknown) => caught);
  expect(error).toMatchObject({
    code: 'KubernetesUnreachable',
    message: expect.stringContaining(says),
    hint: expect.stringMatching(/\(context here\)$/),
  });
});

test('an http server behind an https address is told from one that is away', async () => {
  await using plain = await startApiServer(() => list([]));
  const cluster = { ...trusted(), server: plain.url.replace('http:', 'https:') };
  await expect(nodesOf(cluster)).rejects.toMatchObject({ message: expect.stringContaining('does not speak TLS') });
});

describe('a client certificate', () => {
  test('is shown to the server', async () => {
    const user = { 'client-certificate-data': base64(client.cert), 'client-key-data': base64(client.key) };
    await nodesOf(trusted(), user);
    expect(servers.good.requests.at(-1)?.certificate).toBe('the-admin');
  });

  test('may stand in files', async () => {
    const user = { 'client-certificate': 'me.pem', 'client-key': 'me.key' };
    await nodesOf(trusted(), user, { 'me.pem': client.cert, 'me.key': client.key });
    expect(servers.good.requests.at(-1)?.certificate).toBe('the-admin');
  });

  test('that belongs to another key is an error of the kubeconfig', async () => {
    const user = {
      'client-certificate-data': base64(client.cert),
      'client-key-data': base64((await other.issue()).key),
    };
    await expect(nodesOf(trusted(), user)).rejects.toMatchObject({
      code: 'KubeconfigInvalid',
      message: expect.stringContaining('cannot be used'),
    });
  });

  const unusable = [
    { user: { 'client-certificate': 'gone.pem', 'client-key': 'gone.key' }, says: 'gone.pem' },
    { user: { 'client-certificate-data': 'AAAA', 'client-key-data': 'AAAA' }, says: 'client-certificate-data' },
  ];
  test.each(unusable)('that cannot be read is an error of the kubeconfig ($says)', async ({ user, says }) => {
    await expect(nodesOf(trusted(), user)).rejects.toMatchObject({
      code: 'KubeconfigInvalid',
      message: expect.stringContaining(says),
    });
  });
});
