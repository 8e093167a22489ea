import { readFile } from 'node:fs/promises';
import { NlbctlError } from '../model/errors.ts';
import { type Environment, firstSet } from '../network/environment.ts';
import type { Profile } from './shared-config.ts';

/**
 * The certificates that AWS's endpoints are checked against instead of Node's own: the file of AWS_CA_BUNDLE, else of the
 * profile's ca_bundle. null: Node's own (and NODE_EXTRA_CA_CERTS).
 */
export async function readCaBundle(profile: Profile, env: Environment): Promise<string | null> {
  const variable = firstSet(env, ['AWS_CA_BUNDLE']);
  const path = variable?.value ?? profile.settings['ca_bundle'];
  if (path === undefined || path === '') return null;
  const from = variable === null ? `ca_bundle of profile ${profile.name}` : variable.name;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new NlbctlError('AwsUnreachable', `cannot read the CA bundle ${path} (${from})`, {
      hint: 'name a readable PEM file, or leave the setting out',
      cause,
    });
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new NlbctlError('AwsUnreachable', `${path} (${from}) holds no certificate`, { hint: 'it must be a PEM file' });
}
