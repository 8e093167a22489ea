import { describe, expect, test } from 'vitest';
import { environmentProxy, ProxyInvalid, parseProxy, proxyName } from '../../src/network/proxy.ts';

const proxied = (url: string, env: Record<string, string>) => environmentProxy(new URL(url), env)?.url.href ?? null;
const proxy = 'http://proxy:3128/';

/** What the environment says, and the proxy for a URL. */
const settings = [
  { url: 'https://a.example', env: { HTTPS_PROXY: 'http://proxy:3128' }, expected: proxy },
  { url: 'https://a.example', env: { https_proxy: 'http://proxy:3128' }, expected: proxy },
  { url: 'https://a.example', env: { HTTPS_PROXY: 'proxy:3128' }, expected: proxy },
  { url: 'https://a.example', env: { HTTPS_PROXY: '', https_proxy: 'proxy:3128' }, expected: proxy },
  { url: 'https://a.example', env: { HTTP_PROXY: 'http://proxy:3128' }, expected: null },
  { url: 'http://a.example', env: { HTTP_PROXY: 'http://proxy:3128' }, expected: proxy },
  { url: 'http://a.example', env: { HTTPS_PROXY: 'http://proxy:3128' }, expected: null },
  { url: 'https://a.example', env: {}, expected: null },
];

test.each(settings)('$env leads $url to $expected', ({ url, env, expected }) => {
  expect(proxied(url, env)).toBe(expected);
});

/** NO_PROXY as Go's golang.org/x/net/http/httpproxy reads it. */
const exemptions = [
  { url: 'https://a.example', noProxy: 'a.example', exempt: true },
  { url: 'https://a.example', noProxy: 'A.Example', exempt: true },
  { url: 'https://x.a.example', noProxy: 'a.example', exempt: true },
  { url: 'https://xa.example', noProxy: 'a.example', exempt: false },
  { url: 'https://x.a.example', noProxy: '.a.example', exempt: true },
  { url: 'https://a.example', noProxy: '.a.example', exempt: false },
  { url: 'https://x.a.example', noProxy: '*.a.example', exempt: true },
  { url: 'https://a.example', noProxy: 'b.example, a.example', exempt: true },
  { url: 'https://a.example', noProxy: '*', exempt: true },
  { url: 'https://a.example', noProxy: 'b.example', exempt: false },
  { url: 'https://a.example:8443', noProxy: 'a.example:8443', exempt: true },
  { url: 'https://a.example', noProxy: 'a.example:443', exempt: true },
  { url: 'https://a.example', noProxy: 'a.example:8443', exempt: false },
  { url: 'https://10.1.2.3', noProxy: '10.0.0.0/8', exempt: true },
  { url: 'https://11.1.2.3', noProxy: '10.0.0.0/8', exempt: false },
  { url: 'https://10.1.2.3', noProxy: '10.1.2.3', exempt: true },
  { url: 'https://10.1.2.3:6443', noProxy: '10.1.2.3:6443', exempt: true },
  { url: 'https://10.1.2.3', noProxy: '.2.3', exempt: false },
  { url: 'https://[fd00::5]', noProxy: 'fd00::/16', exempt: true },
  { url: 'https://[fd00::5]', noProxy: 'fd00::5', exempt: true },
  { url: 'https://[fd00::5]:6443', noProxy: '[fd00::5]:6443', exempt: true },
  { url: 'https://[fd00::5]', noProxy: '10.0.0.0/8', exempt: false },
  { url: 'https://10.1.2.3', noProxy: '10.0.0.0/99,10.0.0.0/x', exempt: false },
  { url: 'https://localhost:1', noProxy: '', exempt: true },
  { url: 'https://127.0.0.2', noProxy: '', exempt: true },
  { url: 'https://[::1]', noProxy: '', exempt: true },
  { url: 'https://a.example', noProxy: '', exempt: false },
];

test.each(exemptions)('NO_PROXY=$noProxy exempts $url: $exempt', ({ url, noProxy, exempt }) => {
  expect(proxied(url, { HTTPS_PROXY: proxy, NO_PROXY: noProxy })).toBe(exempt ? null : proxy);
});

describe('a proxy that is none', () => {
  test.each(['http://', 'ftp://proxy', 'http://user:s3cret@ proxy'])('%s is refused, and not repeated', (url) => {
    const parse = () => parseProxy(url, 'HTTPS_PROXY');
    expect(parse).toThrow(ProxyInvalid);
    expect(parse).toThrow(/^HTTPS_PROXY (?!.*s3cret)/);
  });
});

test('the name of a proxy has no password in it', () => {
  const named = proxyName(parseProxy('http://user:s3cret@proxy:3128', 'HTTPS_PROXY'));
  expect(named).toBe('the proxy http://proxy:3128 (HTTPS_PROXY)');
});
