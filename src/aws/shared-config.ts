import { devNull } from 'node:os';
import { loadSharedConfigFiles } from '@smithy/core/config';
import { closest } from '../model/closest.ts';
import { NlbctlError } from '../model/errors.ts';
import { type Environment, firstSet } from '../network/environment.ts';

type Section = Readonly<Record<string, string | undefined>>;

/** What ~/.aws/config and ~/.aws/credentials say of one profile. */
export interface Profile {
  readonly name: string;
  /** Its keys; those of the credentials file win. */
  readonly settings: Section;
  /** The keys of ELBv2 in the `services` section that it names, `endpoint_url` among them. */
  readonly elbv2: Section;
  /** Those of STS. */
  readonly sts: Section;
}

/** The files that an environment names, for whatever reads them. A variable that is set and empty means no file, as for the AWS CLI. */
export function sharedConfigPaths(env: Environment): { filepath?: string; configFilepath?: string } {
  const credentials = env['AWS_SHARED_CREDENTIALS_FILE'];
  const config = env['AWS_CONFIG_FILE'];
  return {
    ...(credentials === undefined ? {} : { filepath: credentials || devNull }),
    ...(config === undefined ? {} : { configFilepath: config || devNull }),
  };
}

/**
 * The profile in use: `--profile`, else AWS_PROFILE, else AWS_DEFAULT_PROFILE, else `default`. Throws AwsProfileNotFound for
 * one that was named and does not exist, as the AWS CLI does.
 */
export async function readProfile(flag: string | null, env: Environment): Promise<Profile> {
  const variable = firstSet(env, ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE']);
  const named = flag ?? variable?.value ?? null;
  const name = named ?? 'default';
  // Read anew each time: within one process another test, or another file of the same name, must not answer.
  const files = await loadSharedConfigFiles({ ...sharedConfigPaths(env), ignoreCache: true });
  const config = files.configFile[name];
  const credentials = files.credentialsFile[name];
  if (named !== null && named !== 'default' && config === undefined && credentials === undefined) {
    throw profileNotFound(named, flag === null ? (variable?.name ?? '') : '--profile', profileNames(files));
  }
  const settings = { ...config, ...credentials };
  const services = (service: string) => servicesSection(files.configFile, settings['services'], service);
  return { name, settings, elbv2: services('elastic_load_balancing_v2'), sts: services('sts') };
}

/** The SDK flattens the nested keys of a services section to `elastic_load_balancing_v2.endpoint_url`. */
function servicesSection(
  config: Readonly<Record<string, Section>>,
  services: string | undefined,
  service: string,
): Section {
  if (services === undefined) return {};
  const prefix = `${service}.`;
  const keys = Object.entries(config[`services.${services}`] ?? {});
  return Object.fromEntries(
    keys.flatMap(([key, value]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [])),
  );
}

function profileNames(files: { configFile: object; credentialsFile: object }): string[] {
  const names = [...Object.keys(files.configFile), ...Object.keys(files.credentialsFile)];
  const isProfile = (name: string) => !/^(?:sso-session|services)\./.test(name);
  return [...new Set(names.filter(isProfile))].sort();
}

function profileNotFound(name: string, from: string, others: readonly string[]): NlbctlError {
  const near = closest(name, others);
  const meant = near === null ? '' : `did you mean "${near}"? `;
  const hint =
    others.length === 0
      ? 'there is no AWS profile at all: run aws configure'
      : `${meant}there are: ${others.join(', ')}`;
  return new NlbctlError('AwsProfileNotFound', `the AWS profile "${name}" (${from}) does not exist`, { hint });
}
