import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectKubernetes } from '../../src/kubernetes/cluster.ts';
import { createAuthority } from '../network/certificates.ts';
import { startConnectProxy, startSocksProxy } from '../network/connect-proxy.ts';
import { list, startApiServer } from './api-server.ts';
import { folderOf, kubeconfigFor } from './kubeconfig-file.ts';

const signal = new AbortController().signal;

let server: Awaited<ReturnType<typeof startApiServer>>;
let cluster: { server: string; 'certificate-authority-data': string };

beforeAll(async () => {
  const authority = await createAuthority('cluster-ca');
  const leaf = await authority.issue({ names: [{ type: 'dns', value: 'api.example.invalid' }] });
  server = await startApiServer(() => list([{ metadata: { name: 'n' } }]), leaf);
  cluster = {
    server: 'https://api.example.invalid:6443',
    'certificate-authority-data': Buffer.from(authority.pem).toString('base64'),
  };
});

afterAll(() => server[Symbol.asyncDispose]());

async function clientFor(proxyUrl: string | null, env: Record<string, string>) {
  const proxied = proxyUrl === null ? cluster : { ...cluster, 'proxy-url': proxyUrl };
  await using files = await folderOf({ config: kubeconfigFor(proxied, { token: 't' }) });
  return await connectKubernetes({ kubeconfig: files.file('config'), context: null, env });
}

describe('an API server behind a proxy', () => {
  test('is reached through HTTPS_PROXY, several requests side by side', async () => {
    await using proxy = await startConnectProxy({ to: server.port });
    const kubernetes = await clientFor(null, { HTTPS_PROXY: `http://me:p%40ss@127.0.0.1:${proxy.port}` });
    const nodes = await Promise.all([kubernetes.nodes(signal), kubernetes.nodes(signal)]);
    expect(nodes.flat().map(({ name }) => name)).toEqual(['n', 'n']);
    expect(new Set(proxy.log.tunnels)).toEqual(new Set(['api.example.invalid:6443']));
    expect(proxy.log.authorizations[0]).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
    kubernetes.close();
  });

  test('is reached through the kubeconfig’s proxy-url rather than the environment’s', async () => {
    await using proxy = await startConnectProxy({ to: server.port });
    const kubernetes = await clientFor(`http://127.0.0.1:${proxy.port}`, { HTTPS_PROXY: 'http://127.0.0.1:1' });
    await kubernetes.nodes(signal);
    expect(proxy.log.tunnels).toEqual(['api.example.invalid:6443']);
    kubernetes.close();
  });

  test('is reached through SOCKS, which also finds its name', async () => {
    await using proxy = await startSocksProxy({ to: server.port });
    const kubernetes = await clientFor(`socks5h://127.0.0.1:${proxy.port}`, {});
    expect(await kubernetes.nodes(signal)).toHaveLength(1);
    expect(proxy.asked).toEqual(['api.example.invalid']);
    kubernetes.close();
  });

  const refusals = [
    { refuse: 407, says: 'the proxy wants a user and a password (407)' },
    { refuse: 403, says: 'the proxy refused the connection (403)' },
  ];
  test.each(refusals)('that answers $refuse: the message names it', async ({ refuse, says }) => {
    await using proxy = await startConnectProxy({ refuse });
    const url = `http://127.0.0.1:${proxy.port}`;
    const kubernetes = await clientFor(null, { HTTPS_PROXY: url });
    await expect(kubernetes.nodes(signal)).rejects.toMatchObject({
      code: 'KubernetesUnreachable',
      message: `cannot reach the API server https://api.example.invalid:6443 through the proxy ${url} (HTTPS_PROXY): ${says}`,
    });
  });

  test('that never answers: an abort ends the wait', async () => {
    await using proxy = await startConnectProxy({ silent: true });
    const kubernetes = await clientFor(null, { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` });
    const abort = new AbortController();
    const pending = kubernetes.nodes(abort.signal);
    setTimeout(() => abort.abort(new Error('Ctrl-C')), 50);
    await expect(pending).rejects.toThrow('Ctrl-C');
    kubernetes.close();
  });

  test('that is away: the message names it', async () => {
    const kubernetes = await clientFor(null, { HTTPS_PROXY: 'http://127.0.0.1:1' });
    await expect(kubernetes.nodes(signal)).rejects.toMatchObject({
      message: expect.stringMatching(/through the proxy http:\/\/127\.0\.0\.1:1 \(HTTPS_PROXY\): connection refused$/),
    });
  });

  test('whose URL is none', async () => {
    await expect(clientFor('ftp://x', {})).rejects.toMatchObject({ code: 'KubeconfigInvalid' });
    await expect(clientFor(null, { HTTPS_PROXY: 'ftp://x' })).rejects.toMatchObject({ code: 'KubernetesUnreachable' });
  });
});
