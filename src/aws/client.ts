import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { environmentProxy, ProxyInvalid, proxyName } from '../network/proxy.ts';
import { withoutPassword } from '../network/without-password.ts';
import type { FailureContext } from './failure.ts';
import { quietLogger, requestHandler } from './request-handler.ts';
import { retryStrategy } from './retry.ts';
import { type Elbv2Settings, resolveSettings } from './settings.ts';
import { sharedConfigPaths } from './shared-config.ts';

/** The SDK's client for some settings, and what messages say of it. */
export interface Client {
  readonly sdk: ElasticLoadBalancingV2Client;
  readonly endpoint: string;
  readonly failureContext: Omit<FailureContext, 'action'>;
  close(): void;
}

/** Builds the SDK's client. Nothing is sent. Throws NlbctlError for settings that are wrong. */
export async function buildClient(settings: Elbv2Settings): Promise<Client> {
  // On Node 20 the SDK prints on stderr that later releases will not run there; which Node is supported is nlbctl's to say.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const { env } = settings;
  const { region, profile, endpoint, ca, maxAttempts, keys } = await resolveSettings(settings);
  const retries = retryStrategy(maxAttempts);
  const sdk = new ElasticLoadBalancingV2Client({
    region,
    profile: profile.name,
    maxAttempts,
    retryStrategy: retries as never,
    requestHandler: requestHandler(env, ca) as never,
    logger: quietLogger,
    ...(endpoint === null ? { ignoreConfiguredEndpointUrls: true } : { endpoint }),
    ...(keys === null ? {} : { credentials: keys }),
    // The credential providers take these beside the client's own settings.
    ...sharedConfigPaths(env),
  });
  const resolved = endpoint ?? (await awsEndpoint(sdk, region));
  return {
    sdk,
    endpoint: resolved,
    failureContext: {
      region,
      endpoint: withoutPassword(resolved),
      profile: profile.name,
      credentialsFrom: keys === null ? null : 'AWS_ACCESS_KEY_ID',
      proxy: proxyOf(resolved, env),
    },
    close() {
      retries.close();
      sdk.destroy();
    },
  };
}

/** The URL of AWS's own endpoint, by the SDK's rules of partitions, FIPS and dual stack. */
export async function awsEndpoint(sdk: ElasticLoadBalancingV2Client, region: string): Promise<string> {
  const { endpointProvider, useDualstackEndpoint, useFipsEndpoint } = sdk.config;
  const { url } = endpointProvider({
    Region: region,
    UseDualStack: await useDualstackEndpoint(),
    UseFIPS: await useFipsEndpoint(),
  });
  return url.href;
}

/** The proxy for the endpoint as messages name it; one that is none is reported when a request is made. */
function proxyOf(endpoint: string, env: Elbv2Settings['env']): string | null {
  try {
    const proxy = environmentProxy(new URL(endpoint), env);
    return proxy === null ? null : proxyName(proxy);
  } catch (error) {
    if (error instanceof ProxyInvalid) return null;
    throw error;
  }
}
