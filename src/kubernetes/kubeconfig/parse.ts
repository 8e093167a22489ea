import path from 'node:path';
import { load, YAMLException } from 'js-yaml';
import { NlbctlError } from '../../model/errors.ts';
import { isRecord, listOf, type Raw, recordOf, textOf, textsOf } from '../raw.ts';
import type {
  ClusterEntry,
  ContextEntry,
  ExecEntry,
  Impersonation,
  Kubeconfig,
  Material,
  UserEntry,
} from './kubeconfig.ts';

/**
 * Reads the text of one kubeconfig. Relative paths in it count from its own folder, an exec command's too if it is a path
 * (client-go, ResolveLocalPaths). Throws KubeconfigInvalid; entries that are not used may be incomplete.
 */
export function parseKubeconfig(text: string, file: string): Kubeconfig {
  const root = parsed(text, file);
  const folder = path.dirname(file);
  return {
    currentContext: textOf(root['current-context']),
    contexts: entries(root['contexts'], 'context', contextOf),
    clusters: entries(root['clusters'], 'cluster', (entry) => clusterOf(entry, folder)),
    users: entries(root['users'], 'user', (entry) => userOf(entry, folder)),
  };
}

function parsed(text: string, file: string): Raw {
  let root: unknown;
  try {
    root = load(text, { json: true });
  } catch (cause) {
    const why = cause instanceof YAMLException ? `${cause.reason}, line ${(cause.mark?.line ?? 0) + 1}` : String(cause);
    // The cause shows the lines around the error, which may hold a token: it is not kept.
    throw new NlbctlError('KubeconfigInvalid', `the kubeconfig ${file} is not valid YAML: ${why}`, {
      hint: 'mend the file; kubectl config view shows what kubectl makes of it',
    });
  }
  if (root === undefined || root === null) return {};
  if (isRecord(root)) return root;
  throw new NlbctlError('KubeconfigInvalid', `${file} is not a kubeconfig: it holds no mapping`, {
    hint: 'name another file with --kubeconfig or KUBECONFIG',
  });
}

/** A list of `{name, <kind>: {...}}`, by name; the first of a name counts. */
function entries<Entry>(list: unknown, kind: string, convert: (entry: Raw) => Entry): Map<string, Entry> {
  const found = new Map<string, Entry>();
  for (const item of listOf(list)) {
    const name = textOf(item['name']);
    if (name !== null && !found.has(name)) found.set(name, convert(recordOf(item[kind])));
  }
  return found;
}

function contextOf(entry: Raw): ContextEntry {
  return {
    cluster: textOf(entry['cluster']),
    user: textOf(entry['user']),
    namespace: textOf(entry['namespace']),
  };
}

function clusterOf(entry: Raw, folder: string): ClusterEntry {
  const extensions = listOf(entry['extensions']);
  const exec = extensions.find((extension) => extension['name'] === 'client.authentication.k8s.io/exec');
  return {
    server: textOf(entry['server']),
    certificateAuthority: materialOf(entry, 'certificate-authority', folder),
    tlsServerName: textOf(entry['tls-server-name']),
    insecureSkipTlsVerify: entry['insecure-skip-tls-verify'] === true,
    proxyUrl: textOf(entry['proxy-url']),
    execConfig: exec?.['extension'] ?? null,
  };
}

function userOf(entry: Raw, folder: string): UserEntry {
  const provider = recordOf(entry['auth-provider']);
  const providerName = textOf(provider['name']);
  const tokenFile = textOf(entry['tokenFile']);
  return {
    clientCertificate: materialOf(entry, 'client-certificate', folder),
    clientKey: materialOf(entry, 'client-key', folder),
    token: textOf(entry['token']),
    tokenFile: tokenFile === null ? null : path.resolve(folder, tokenFile),
    username: textOf(entry['username']),
    password: textOf(entry['password']),
    exec: isRecord(entry['exec']) ? execOf(entry['exec'], folder) : null,
    authProvider: providerName === null ? null : { name: providerName, config: recordOf(provider['config']) },
    impersonate: impersonationOf(entry),
  };
}

function execOf(entry: Raw, folder: string): ExecEntry {
  const command = textOf(entry['command']) ?? '';
  const isPath = command.includes('/') || command.includes(path.sep);
  const mode = entry['interactiveMode'];
  const env = listOf(entry['env']).flatMap((variable) => {
    const name = textOf(variable['name']);
    return name === null ? [] : [[name, textOf(variable['value']) ?? ''] as const];
  });
  return {
    command: isPath ? path.resolve(folder, command) : command,
    args: textsOf(entry['args']),
    env: Object.fromEntries(env),
    apiVersion: textOf(entry['apiVersion']) ?? 'client.authentication.k8s.io/v1beta1',
    installHint: textOf(entry['installHint']),
    provideClusterInfo: entry['provideClusterInfo'] === true,
    interactiveMode: mode === 'Never' || mode === 'Always' ? mode : 'IfAvailable',
  };
}

function impersonationOf(entry: Raw): Impersonation | null {
  const extra = Object.entries(recordOf(entry['as-user-extra'])).map(
    ([key, values]) => [key, textsOf(values)] as const,
  );
  const impersonate = {
    user: textOf(entry['as']),
    uid: textOf(entry['as-uid']),
    groups: textsOf(entry['as-groups']),
    extra: Object.fromEntries(extra),
  };
  const isEmpty = impersonate.user === null && impersonate.uid === null && impersonate.groups.length === 0;
  return isEmpty ? null : impersonate;
}

function materialOf(entry: Raw, key: string, folder: string): Material | null {
  const base64 = textOf(entry[`${key}-data`]);
  if (base64 !== null) return { kind: 'data', base64 };
  const file = textOf(entry[key]);
  return file === null ? null : { kind: 'file', path: path.resolve(folder, file) };
}
