import type { AwsAccess } from '../aws/access.ts';
import type { Owner } from '../aws/harmless-calls.ts';
import { regionOfSettings } from '../aws/region.ts';
import type { Elbv2Settings } from '../aws/settings.ts';
import type { ClusterAccess } from '../kubernetes/access.ts';
import type { AccessFacts, Asked } from '../model/access.ts';
import { type AwsPermission, awsPermissions } from '../model/permissions.ts';
import { asked, askedOf, notAsked } from './asked.ts';
import { chooseRegion } from './region.ts';
import { refuseMismatch } from './sandbox-mismatch.ts';
import { serverClock } from './server-clock.ts';

/** What the AWS client is made of; the region is `--region`. */
export type AwsSettings = Omit<Elbv2Settings, 'region'> & { readonly region: string | null };

interface Examining {
  readonly aws: AwsSettings;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

type AwsSide = Pick<AccessFacts, 'region' | 'aws' | 'credentials' | 'identity' | 'actions'> & {
  readonly elbv2: number | null;
};

/** @param cluster what the kubeconfig leads to; null: nothing. */
export async function readAwsAccess({ aws, now, signal }: Examining, cluster: ClusterAccess | null): Promise<AwsSide> {
  const clock = serverClock(now);
  const sources = {
    flag: aws.region,
    settings: () => regionOfSettings(aws.profile, aws.env),
    cluster: cluster?.region ?? null,
  };
  const region = await asked(() => chooseRegion(null, sources), signal);
  const connected = await askedOf(
    region,
    'no region is known',
    async (chosen) => connect({ ...aws, region: chosen.region }, cluster, clock.told),
    signal,
  );
  try {
    const credentials = await askedOf(
      connected,
      'AWS cannot be asked with these settings',
      async (access) => {
        await access.signIn(signal);
        return null;
      },
      signal,
    );
    const ready = credentials.outcome === 'answered' ? connected : notAsked('');
    const because =
      credentials.outcome === 'failed' ? 'there are no credentials' : 'AWS cannot be asked with these settings';
    const identity = await askedOf(ready, because, (access) => access.identity(signal), signal);
    const actions = await tryActions(ready, because, identity, signal);
    const facts = await askedOf(connected, 'no region is known', async (access) => access.facts, signal);
    return {
      region,
      aws: connected.outcome === 'failed' ? connected : facts,
      credentials,
      identity,
      actions,
      elbv2: clock.ahead,
    };
  } finally {
    if (connected.outcome === 'answered') connected.value.close();
  }
}

/** Throws SandboxMismatch, before anything is sent. */
async function connect(
  settings: Elbv2Settings,
  cluster: ClusterAccess | null,
  onDate: (date: string) => void,
): Promise<AwsAccess> {
  const { connectAwsAccess } = await import('../aws/access.ts');
  const access = await connectAwsAccess(settings, onDate);
  if (cluster !== null)
    for (const endpoint of [access.facts.endpoint, access.stsEndpoint]) refuseMismatch(cluster.kubeconfig, endpoint);
  return access;
}

/** One action first: where it is not answered at all, the others would not be either. */
async function tryActions(
  access: Asked<AwsAccess>,
  because: string,
  identity: AwsSide['identity'],
  signal: AbortSignal,
): Promise<AwsSide['actions']> {
  const [first, ...others] = awsPermissions as readonly [AwsPermission, ...AwsPermission[]];
  const attempt = (permission: AwsPermission, owner: Owner) =>
    askedOf(access, because, ({ isAllowed }) => isAllowed(permission.action, owner, signal), signal);
  const known = ownerOf(identity);
  const allowed = await attempt(first, known ?? { partition: 'aws', account: '' });
  const rest = async (): Promise<AwsSide['actions']> => {
    if (allowed.outcome !== 'answered') {
      const why = allowed.outcome === 'failed' ? `${first.action} was not answered` : allowed.because;
      return others.map((permission) => ({ permission, allowed: notAsked(why) }));
    }
    const any =
      known === null && allowed.value ? await askedOf(access, '', (each) => each.ownerOfAny(signal), signal) : null;
    const owner = known ?? (any?.outcome === 'answered' ? any.value : null);
    if (owner === null)
      return others.map((permission) => ({ permission, allowed: notAsked('the account is not known') }));
    return Promise.all(others.map(async (permission) => ({ permission, allowed: await attempt(permission, owner) })));
  };
  return [{ permission: first, allowed }, ...(await rest())];
}

function ownerOf(identity: AwsSide['identity']): Owner | null {
  if (identity.outcome !== 'answered') return null;
  const { account, arn } = identity.value;
  return { partition: arn.split(':')[1] ?? 'aws', account };
}
