import { NlbctlError } from '../model/errors.ts';
import { type Environment, firstSet } from '../network/environment.ts';
import { readProfile } from './shared-config.ts';

/** A region, and the setting that names it. */
export interface RegionSetting {
  readonly region: string;
  readonly from: string;
}

/**
 * The region of the AWS settings: AWS_REGION, then AWS_DEFAULT_REGION (the CLI's, which the SDK ignores), then the
 * profile's. null: none names one.
 */
export async function regionOfSettings(profile: string | null, env: Environment): Promise<RegionSetting | null> {
  const variable = firstSet(env, ['AWS_REGION', 'AWS_DEFAULT_REGION']);
  if (variable !== null) return { region: checkedRegion(variable.value, variable.name), from: variable.name };
  const { name, settings } = await readProfile(profile, env);
  const region = settings['region'];
  if (region === undefined || region === '') return null;
  const from = `profile ${name}`;
  return { region: checkedRegion(region, from), from };
}

/** A region becomes part of a host's name, so that it must be one label of it. Throws RegionUnknown. */
export function checkedRegion(region: string, from: string | null): string {
  if (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(region)) return region;
  const source = from === null ? '' : ` (${from})`;
  throw new NlbctlError('RegionUnknown', `"${region}"${source} is not the name of an AWS region`, {
    hint: 'a region looks like us-west-2',
  });
}
