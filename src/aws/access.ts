import type { AwsFacts } from '../model/access.ts';
import { NlbctlError } from '../model/errors.ts';
import type { ReadingAction } from '../model/permissions.ts';
import { abortable } from '../network/abort.ts';
import { withoutPassword } from '../network/without-password.ts';
import { caller } from './call.ts';
import { awsEndpoint, buildClient, type Client } from './client.ts';
import { configuredEndpoint } from './endpoint.ts';
import { elbv2Failure, isAbsence } from './failure.ts';
import { harmlessCall, type Owner, ownerOfAny } from './harmless-calls.ts';
import { callerIdentity, type Identity } from './identity.ts';
import type { Elbv2Settings } from './settings.ts';
import { readProfile } from './shared-config.ts';

/** What can be asked of AWS about the one who asks. Every method throws NlbctlError, or the signal's reason. */
export interface AwsAccess {
  readonly facts: AwsFacts;
  /** STS's URL. */
  readonly stsEndpoint: string;
  /** Gets the credentials; they are not shown. */
  signIn(signal: AbortSignal): Promise<void>;
  identity(signal: AbortSignal): Promise<Identity>;
  /** Whose load balancers are in the region, for one who cannot ask STS; null: there are none. */
  ownerOfAny(signal: AbortSignal): Promise<Owner | null>;
  /**
   * Tries an action of ELBv2 that reads, so that it does no harm: for one object, or about one that does not exist.
   *
   * @param owner the partition and account that such an object would be in.
   */
  isAllowed(action: ReadingAction, owner: Owner, signal: AbortSignal): Promise<boolean>;
  close(): void;
}

/**
 * Makes a client as `connectElbv2` does. Nothing is sent yet. Throws NlbctlError for settings that are wrong.
 *
 * @param onDate told the Date header of each answer of ELBv2's.
 */
export async function connectAwsAccess(settings: Elbv2Settings, onDate: (date: string) => void): Promise<AwsAccess> {
  const client = await buildClient(settings);
  const { sdk, endpoint, failureContext } = client;
  sdk.middlewareStack.add(
    (next) => async (input) => {
      const result = await next(input);
      const { headers } = result.response as { headers?: Record<string, string> };
      if (headers?.['date'] !== undefined) onDate(headers['date']);
      return result;
    },
    // The last step before the request is sent: an answer is seen before it may turn out to be an error.
    { step: 'deserialize', priority: 'low', name: 'dates' },
  );
  const call = caller(client, settings.onCall);
  const profile = await readProfile(settings.profile, settings.env);
  const stsEndpoint = configuredEndpoint(profile, settings.env, 'sts') ?? (await stsOf(sdk, settings.region));
  return {
    facts: {
      profile: failureContext.profile,
      credentialsFrom: failureContext.credentialsFrom,
      endpoint: withoutPassword(endpoint),
      isCustom: configuredEndpoint(profile, settings.env) !== null,
    },
    stsEndpoint,
    async signIn(signal) {
      try {
        await abortable(sdk.config.credentials(), signal);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw elbv2Failure(error, { ...failureContext, action: 'GetCallerIdentity' });
      }
    },
    identity: (signal) => callerIdentity({ sdk, endpoint: stsEndpoint, failureContext }, signal),
    ownerOfAny: (signal) =>
      call('DescribeLoadBalancers', (options) => ownerOfAny(sdk, options), signal).then(({ owner }) => owner),
    async isAllowed(action, owner, signal) {
      try {
        await call(action, (options) => harmlessCall(action, settings.region, owner)(sdk, options), signal, absent);
        return true;
      } catch (error) {
        if (error instanceof NlbctlError && error.code === 'AwsAccessDenied') return false;
        throw error;
      }
    },
    close: () => client.close(),
  };
}

/** That an object does not exist is told only to one who may ask for it. */
function absent(error: unknown): null {
  if (isAbsence(error)) return null;
  throw error;
}

/** STS's regional endpoint, of the same kind (FIPS, dual stack, partition) as ELBv2's. */
async function stsOf(sdk: Client['sdk'], region: string): Promise<string> {
  const url = new URL(await awsEndpoint(sdk, region));
  url.hostname = url.hostname.replace(/^elasticloadbalancing/, 'sts');
  return url.href;
}
