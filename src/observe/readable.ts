import { NlbctlError } from '../model/errors.ts';
import type { NotRead } from '../model/snapshot.ts';

/** Something that was read, or the permission that was missing. */
export type Attempt<Value> =
  | { readonly value: Value; readonly denied: null }
  | { readonly value: null; readonly denied: NotRead };

/**
 * What a failure to read says about a missing permission. Anything else (credentials, network, throttling, a bug) is
 * thrown again: it is no fact about the Service.
 */
export function denialOf(what: string, error: unknown): NotRead {
  if (!(error instanceof NlbctlError)) throw error;
  if (error.code !== 'KubernetesForbidden' && error.code !== 'AwsAccessDenied') throw error;
  return { what, permission: error.permission, reason: error.message };
}

/** Awaits a reading; a denial becomes an entry in `notRead`, and the value null. */
export async function readable<Value>(
  what: string,
  notRead: NotRead[],
  reading: Promise<Value>,
): Promise<Value | null> {
  try {
    return await reading;
  } catch (error) {
    notRead.push(denialOf(what, error));
    return null;
  }
}
