import type { Environment } from '../../network/environment.ts';
import type { Destination } from '../kubeconfig/destination.ts';
import type { UserEntry } from '../kubeconfig/kubeconfig.ts';
import { authProviderCredential } from './auth-provider.ts';
import { commandLine } from './command-line.ts';
import { type Credential, type CredentialSource, fixedSource, keptSource } from './credential.ts';
import { type PluginTerminal, runPlugin } from './exec-plugin.ts';
import { pemOf, read } from './material.ts';

/** How long a token file's content is used before it is read again, in milliseconds (client-go does the same). */
const tokenFileLife = 60_000;

interface Sourcing {
  readonly env: Environment;
  readonly terminal: PluginTerminal | null;
}

/** The credentials of a destination's user. Throws KubeconfigInvalid for a certificate or key that cannot be read. */
export async function credentialSource(
  destination: Destination,
  { env, terminal }: Sourcing,
): Promise<CredentialSource> {
  const { user } = destination;
  if (user === null) return fixedSource(nothing, 'the context names no user: add one to the kubeconfig');
  const certificate = await certificateOf(user);
  const { tokenFile, exec, authProvider } = user;
  if (tokenFile !== null) {
    const hint = `check the token in ${tokenFile}`;
    return keptSource(async () => {
      const token = (await read(tokenFile, 'tokenFile')).trim();
      return { authorization: `Bearer ${token}`, certificate, expires: Date.now() + tokenFileLife };
    }, hint);
  }
  const authorization = authorizationOf(user);
  if (authorization === null && exec !== null) {
    const hint = `check who you are to AWS (aws sts get-caller-identity), and that the cluster lets that identity in; the token came from: ${commandLine(exec)}`;
    return keptSource(async (closing) => {
      const credential = await runPlugin({ exec, destination, env, terminal }, closing);
      return { ...credential, certificate: credential.certificate ?? certificate };
    }, hint);
  }
  if (authorization === null && authProvider !== null) {
    return keptSource(
      async () => ({ ...(await authProviderCredential(authProvider)), certificate }),
      `the token came from the kubeconfig’s auth-provider "${authProvider.name}"`,
    );
  }
  const what = destination.userName === null ? 'the kubeconfig' : `user "${destination.userName}" of the kubeconfig`;
  return fixedSource(
    { authorization, certificate, expires: null },
    `check the credentials of ${what}: they may have expired`,
  );
}

const nothing: Credential = { authorization: null, certificate: null, expires: null };

function authorizationOf({ token, username, password }: UserEntry): string | null {
  if (token !== null) return `Bearer ${token}`;
  if (username === null) return null;
  return `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}`;
}

async function certificateOf(user: UserEntry): Promise<Credential['certificate']> {
  const cert = await pemOf(user.clientCertificate, 'client-certificate');
  const key = await pemOf(user.clientKey, 'client-key');
  return cert === null || key === null ? null : { cert, key };
}
