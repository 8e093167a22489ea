import type { ApiCall } from '../network/api-call.ts';
import type { Environment } from '../network/environment.ts';
import { readCaBundle } from './ca-bundle.ts';
import { configuredEndpoint } from './endpoint.ts';
import { checkedRegion } from './region.ts';
import { maxAttemptsOf } from './retry.ts';
import { type Profile, readProfile } from './shared-config.ts';

/** What the ELBv2 client is made from. */
export interface Elbv2Settings {
  readonly region: string;
  /** `--profile`; null: AWS_PROFILE, else `default`. */
  readonly profile: string | null;
  readonly env: Environment;
  readonly onCall?: (call: ApiCall) => void;
}

/** The settings, resolved from flags, environment and files. */
export interface ResolvedSettings {
  readonly region: string;
  readonly profile: Profile;
  /** null: AWS's own endpoint. */
  readonly endpoint: string | null;
  readonly ca: string | null;
  readonly maxAttempts: number;
  /** Keys of the environment; null: the SDK's chain finds credentials. */
  readonly keys: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | null;
}

/** Reads what the settings say. Throws NlbctlError for a profile, a region, an endpoint or a CA bundle that is none. */
export async function resolveSettings({ region, profile: flag, env }: Elbv2Settings): Promise<ResolvedSettings> {
  const profile = await readProfile(flag, env);
  return {
    region: checkedRegion(region, null),
    profile,
    endpoint: configuredEndpoint(profile, env),
    ca: await readCaBundle(profile, env),
    maxAttempts: maxAttemptsOf(env['AWS_MAX_ATTEMPTS'], profile.settings['max_attempts']),
    keys: flag === null ? environmentKeys(env) : null,
  };
}

/** Keys of the environment win over AWS_PROFILE, as in the AWS CLI (the JavaScript SDK has it the other way), and lose to `--profile`. */
function environmentKeys(env: Environment): ResolvedSettings['keys'] {
  const accessKeyId = env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'];
  if (!accessKeyId || !secretAccessKey) return null;
  const sessionToken = env['AWS_SESSION_TOKEN'];
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}
