/** A kubeconfig, merged from its files: what kubectl reads of it, under kubectl's own names. Paths are absolute. */
export interface Kubeconfig {
  readonly currentContext: string | null;
  readonly contexts: ReadonlyMap<string, ContextEntry>;
  readonly clusters: ReadonlyMap<string, ClusterEntry>;
  readonly users: ReadonlyMap<string, UserEntry>;
}

export interface ContextEntry {
  readonly cluster: string | null;
  readonly user: string | null;
  readonly namespace: string | null;
}

/** Something that stands in the kubeconfig itself or in a file that it names; what stands in it wins, as in client-go. */
export type Material =
  | { readonly kind: 'data'; readonly base64: string }
  | { readonly kind: 'file'; readonly path: string };

export interface ClusterEntry {
  readonly server: string | null;
  readonly certificateAuthority: Material | null;
  readonly tlsServerName: string | null;
  readonly insecureSkipTlsVerify: boolean;
  readonly proxyUrl: string | null;
  /** What an exec plugin is told of the cluster beside the rest: the extension `client.authentication.k8s.io/exec`. */
  readonly execConfig: unknown;
}

export interface UserEntry {
  readonly clientCertificate: Material | null;
  readonly clientKey: Material | null;
  readonly token: string | null;
  readonly tokenFile: string | null;
  readonly username: string | null;
  readonly password: string | null;
  readonly exec: ExecEntry | null;
  /** The older way to get tokens, verbatim. */
  readonly authProvider: { readonly name: string; readonly config: Readonly<Record<string, unknown>> } | null;
  readonly impersonate: Impersonation | null;
}

export interface Impersonation {
  readonly user: string | null;
  readonly uid: string | null;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** A program that prints credentials (Kubernetes docs, "client-go credential plugins"). */
export interface ExecEntry {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly apiVersion: string;
  readonly installHint: string | null;
  readonly provideClusterInfo: boolean;
  readonly interactiveMode: 'Never' | 'IfAvailable' | 'Always';
}
