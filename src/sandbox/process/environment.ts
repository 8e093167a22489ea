/** Where a sandbox's parts are, for the environment that leads a client there. */
export interface Places {
  readonly kubeconfig: string;
  /** An empty file, in place of the user's own AWS settings. */
  readonly emptyFile: string;
  readonly awsUrl: string;
  readonly region: string;
  /** Where faults are set, with the token for it. */
  readonly controlUrl?: string;
  /** Where the data path is open. */
  readonly dataPath?: {
    /** curl's `--connect-to` entries, with commas between them; empty where there is no load balancer. */
    readonly connectTo: string;
    readonly proxyUrl: string;
  };
}

export interface Environment {
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
}

const loopback = ['127.0.0.1', 'localhost', '::1'];
const proxyNames = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];

/**
 * What a client needs to reach the sandbox, and what must not be there so that nothing of the user's can lead it to the
 * real AWS. Both spellings of NO_PROXY are set: clients differ in which of the two they read first.
 */
export function sandboxEnvironment(places: Places, current: Readonly<Record<string, string | undefined>>): Environment {
  const { dataPath } = places;
  const noProxy = [...new Set([...(current['NO_PROXY'] ?? current['no_proxy'] ?? '').split(','), ...loopback])]
    .filter((entry) => entry !== '' && !(dataPath !== undefined && namesBalancers(entry, places.region)))
    .join(',');
  const connectTo = connectToEnvironment(dataPath?.connectTo ?? '');
  return {
    set: {
      KUBECONFIG: places.kubeconfig,
      AWS_REGION: places.region,
      AWS_DEFAULT_REGION: places.region,
      AWS_ENDPOINT_URL: places.awsUrl,
      AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: places.awsUrl,
      AWS_ACCESS_KEY_ID: 'AKIASANDBOXEXAMPLE00',
      AWS_SECRET_ACCESS_KEY: 'sandbox',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: places.emptyFile,
      AWS_SHARED_CREDENTIALS_FILE: places.emptyFile,
      ...(places.controlUrl === undefined ? {} : { NLBCTL_SANDBOX_CONTROL: places.controlUrl }),
      NO_PROXY: noProxy,
      no_proxy: noProxy,
      ...connectTo.set,
      ...Object.fromEntries(dataPath === undefined ? [] : proxyNames.map((name) => [name, dataPath.proxyUrl])),
    },
    unset: [
      'AWS_PROFILE',
      'AWS_DEFAULT_PROFILE',
      'AWS_SESSION_TOKEN',
      'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
      'AWS_CA_BUNDLE',
      'AWS_USE_DUALSTACK_ENDPOINT',
      'AWS_USE_FIPS_ENDPOINT',
      ...connectTo.unset,
    ],
  };
}

/** The part that changes when load balancers come and go; the entries have commas between them. */
export const connectToEnvironment = (entries: string): Environment =>
  entries === '' ? { set: {}, unset: ['NLBCTL_CONNECT_TO'] } : { set: { NLBCTL_CONNECT_TO: entries }, unset: [] };

/** Whether an entry of NO_PROXY keeps load balancers' names from the proxy, which alone knows where they are. */
function namesBalancers(entry: string, region: string): boolean {
  const name = `.name.elb.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  const suffix = entry
    .trim()
    .toLowerCase()
    .replace(/^\*?\.?/, '.');
  return suffix === '.' || name.endsWith(suffix);
}

/** A user's environment with the sandbox's in its place. */
export function applyEnvironment(
  current: Readonly<Record<string, string | undefined>>,
  { set, unset }: Environment,
): Record<string, string | undefined> {
  return { ...Object.fromEntries(Object.entries(current).filter(([name]) => !unset.includes(name))), ...set };
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** Lines for `eval` in a POSIX shell. */
export function shellLines({ set, unset }: Environment): string {
  return [
    ...Object.entries(set).map(([name, value]) => `export ${name}=${quoted(value)}`),
    ...(unset.length === 0 ? [] : [`unset ${unset.join(' ')}`]),
  ].join('\n');
}
