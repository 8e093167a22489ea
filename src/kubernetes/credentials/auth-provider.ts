import { NlbctlError } from '../../model/errors.ts';
import type { UserEntry } from '../kubeconfig/kubeconfig.ts';
import type { Credential } from './credential.ts';

/** Tokens of the older `auth-provider` (OpenID Connect above all), got and refreshed by the official client. Throws CredentialPluginFailed. */
export async function authProviderCredential(provider: NonNullable<UserEntry['authProvider']>): Promise<Credential> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: 'cluster', server: 'https://kubernetes.invalid', skipTLSVerify: false },
    { name: 'user', authProvider: { name: provider.name, config: { ...provider.config } } },
  );
  const options: { headers: Record<string, unknown> } = { headers: {} };
  try {
    await config.applyToHTTPSOptions(options as never);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw failed(provider.name, why, cause);
  }
  const authorization = options.headers['Authorization'];
  if (typeof authorization !== 'string') throw failed(provider.name, 'it gave no token', undefined);
  return { authorization, certificate: null, expires: null };
}

function failed(name: string, why: string, cause: unknown): NlbctlError {
  return new NlbctlError('CredentialPluginFailed', `the kubeconfig’s auth-provider "${name}" failed: ${why}`, {
    hint: 'kubectl has given up most auth-providers for credential plugins: write the kubeconfig’s user anew',
    cause,
  });
}
