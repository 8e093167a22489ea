import { NodeHttpHandler } from '@smithy/node-http-handler';
import { NlbctlError } from '../model/errors.ts';
import { type Connections, openConnections, type TlsSettings } from '../network/agent.ts';
import type { Environment } from '../network/environment.ts';
import { connectTimeout, requestTimeout } from '../network/limits.ts';
import { environmentProxy, ProxyInvalid, type ProxySetting } from '../network/proxy.ts';

type Handler = Pick<
  NodeHttpHandler,
  'handle' | 'destroy' | 'metadata' | 'updateHttpClientConfig' | 'httpHandlerConfigs'
>;

/** Something quiet: the SDK warns on the console unless it is given a logger. */
export const quietLogger = {
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/**
 * Sends the SDK's requests, each straight or through the proxy that the environment wants for its host. The SDK's credential
 * providers use it too, so that an STS or SSO request goes the same way as one to ELBv2.
 */
export function requestHandler(env: Environment, ca: string | null): Handler {
  const tls: TlsSettings = ca === null ? {} : { ca };
  const opened: Connections[] = [];
  const handlers = new Map<string, Promise<NodeHttpHandler>>();
  const handlerFor = (url: URL): Promise<NodeHttpHandler> => {
    const proxy = proxyFor(url, env);
    const key = `${url.protocol}${proxy?.url.href ?? ''}`;
    const known = handlers.get(key) ?? open(url.protocol === 'https:' ? 'https:' : 'http:', proxy, tls, opened);
    handlers.set(key, known);
    return known;
  };
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    async handle(request, options) {
      const port = request.port === undefined ? '' : `:${request.port}`;
      const handler = await handlerFor(new URL(`${request.protocol}//${request.hostname}${port}`));
      return handler.handle(request, options);
    },
    destroy() {
      for (const connections of opened) connections.close();
    },
  };
}

async function open(
  protocol: 'http:' | 'https:',
  proxy: ProxySetting | null,
  tls: TlsSettings,
  opened: Connections[],
): Promise<NodeHttpHandler> {
  const connections = await openConnections(protocol, proxy, tls, { keepAlive: true });
  opened.push(connections);
  return new NodeHttpHandler({
    httpAgent: connections.agent,
    httpsAgent: connections.agent as never,
    connectionTimeout: connectTimeout,
    requestTimeout,
    socketTimeout: requestTimeout,
    throwOnRequestTimeout: true,
    logger: quietLogger,
  });
}

/** The proxy for a URL; a setting that is none is an error that names the variable. */
function proxyFor(url: URL, env: Environment): ProxySetting | null {
  try {
    return environmentProxy(url, env);
  } catch (cause) {
    if (!(cause instanceof ProxyInvalid)) throw cause;
    throw new NlbctlError('AwsUnreachable', cause.message, {
      hint: 'it looks like http://proxy.example.com:3128',
      cause,
    });
  }
}
