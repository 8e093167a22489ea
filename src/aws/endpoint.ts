import { NlbctlError } from '../model/errors.ts';
import { type Environment, firstSet } from '../network/environment.ts';
import type { Profile } from './shared-config.ts';

const ownVariable = { elbv2: 'AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2', sts: 'AWS_ENDPOINT_URL_STS' } as const;

/**
 * The URL that the settings want requests to go to instead of AWS's own endpoint; null: AWS's. The order is the AWS SDKs'
 * (SDKs and Tools reference, "Service-specific endpoints"). It is resolved here, since the JavaScript SDK looks for it
 * in AWS_PROFILE's profile also when it was told of another one.
 */
export function configuredEndpoint(
  profile: Profile,
  env: Environment,
  service: 'elbv2' | 'sts' = 'elbv2',
): string | null {
  const ignored = firstSet(env, ['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'])?.value;
  if ((ignored ?? profile.settings['ignore_configured_endpoint_urls'])?.toLowerCase() === 'true') return null;
  const variable = firstSet(env, [ownVariable[service], 'AWS_ENDPOINT_URL']);
  if (variable !== null) return checkedEndpoint(variable.value, variable.name);
  const own = profile[service]['endpoint_url'] ?? profile.settings['endpoint_url'];
  return own === undefined || own === '' ? null : checkedEndpoint(own, `endpoint_url of profile ${profile.name}`);
}

function checkedEndpoint(text: string, from: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return text;
  throw new NlbctlError('AwsUnreachable', `${from} is not a URL: "${text}"`, {
    hint: 'it looks like http://127.0.0.1:4566',
  });
}
