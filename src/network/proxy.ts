import { type Environment, firstSet } from './environment.ts';
import { isExempt } from './no-proxy.ts';

/** A proxy, and who said that it is to be used. */
export interface ProxySetting {
  readonly url: URL;
  /** A variable's name, or `proxy-url` of the kubeconfig. */
  readonly from: string;
}

/** A proxy setting that no proxy can be made of. */
export class ProxyInvalid extends Error {}

const protocols = new Set(['http:', 'https:', 'socks4:', 'socks4a:', 'socks5:', 'socks5h:', 'socks:']);

/**
 * The proxy that the environment wants for a URL: HTTPS_PROXY for https, HTTP_PROXY for http, in capitals or not, less
 * what NO_PROXY exempts. null: go straight. Throws ProxyInvalid.
 */
export function environmentProxy(target: URL, env: Environment): ProxySetting | null {
  const upper = target.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const setting = firstSet(env, [upper, upper.toLowerCase()]);
  if (setting === null) return null;
  const noProxy = firstSet(env, ['NO_PROXY', 'no_proxy'])?.value ?? '';
  const host = target.hostname.replace(/^\[|\]$/g, '');
  if (isExempt(host, portOf(target), noProxy)) return null;
  return parseProxy(setting.value, setting.name);
}

/** A proxy's URL; one without a scheme is an HTTP proxy's. Throws ProxyInvalid, which does not repeat the URL: it may hold a password. */
export function parseProxy(text: string, from: string): ProxySetting {
  const spelled = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(spelled) ? new URL(spelled) : null;
  if (url === null || url.hostname === '') throw new ProxyInvalid(`${from} is not the URL of a proxy`);
  if (!protocols.has(url.protocol)) {
    throw new ProxyInvalid(`${from} names a proxy of kind ${url.protocol.slice(0, -1)}: use http, https or socks5`);
  }
  return { url, from };
}

/** A proxy as messages name it: where it is, without user and password. */
export function proxyName({ url, from }: ProxySetting): string {
  return `the proxy ${url.protocol}//${url.host} (${from})`;
}

/** The port that a URL means. */
function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}
