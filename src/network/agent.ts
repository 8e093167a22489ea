import http from 'node:http';
import https from 'node:https';
import type { SecureContext } from 'node:tls';
import { connectTimeout } from './limits.ts';
import type { ProxySetting } from './proxy.ts';

/** What a TLS connection is checked against and proves itself with. */
export interface TlsSettings {
  /** PEM; instead of the certificates that Node trusts. */
  readonly ca?: string;
  /** Authorities, certificate and key, parsed once for all connections. */
  readonly secureContext?: SecureContext;
  /** The name that the server's certificate must bear, when it is not the host's. */
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

/** Connections to one kind of server, reused from request to request. */
export interface Connections {
  readonly agent: http.Agent;
  /** Ends what is open, also connections that are still coming up. */
  close(): void;
}

/** Makes connections to the servers of a protocol, straight or through a proxy. */
export async function openConnections(
  protocol: 'http:' | 'https:',
  proxy: ProxySetting | null,
  tls: TlsSettings,
  { keepAlive }: { keepAlive: boolean },
): Promise<Connections> {
  const closing = new AbortController();
  const agent = await agentFor(protocol, proxy, tls, keepAlive, closing.signal);
  return {
    agent,
    close() {
      closing.abort();
      agent.destroy();
      refuse(agent);
    },
  };
}

/** Reads that were begun side by side may ask for a connection after the command has ended: one would keep the process. */
function refuse(agent: http.Agent): void {
  const createConnection = (_options: unknown, callback?: (error: Error) => void) => {
    callback?.(new Error('the connections are closed'));
  };
  Object.assign(agent, { createConnection });
}

async function agentFor(
  protocol: 'http:' | 'https:',
  proxy: ProxySetting | null,
  tls: TlsSettings,
  keepAlive: boolean,
  closing: AbortSignal,
): Promise<http.Agent> {
  const options = protocol === 'https:' ? { ...tls, keepAlive } : { keepAlive };
  if (proxy === null) return protocol === 'https:' ? new https.Agent(options) : new http.Agent(options);
  const { HttpProxyAgent, HttpsProxyAgent, SocksProxyAgent } = await import('./proxy-agents.ts');
  if (proxy.url.protocol.startsWith('socks'))
    return new SocksProxyAgent(proxy.url, { ...options, timeout: connectTimeout });
  // The signal is Node's own option of http.request, which hpagent passes on to the CONNECT request.
  const proxied = { ...options, proxy: proxy.url, proxyRequestOptions: { signal: closing } as object };
  return protocol === 'https:' ? new HttpsProxyAgent(proxied) : new HttpProxyAgent(proxied);
}
