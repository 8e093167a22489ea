import { describe, inject } from 'vitest';
import { connectElbv2, type Elbv2 } from '../../src/aws/elbv2.ts';
import type { ApiCall } from '../../src/network/api-call.ts';
import { serverEnvironment } from '../aws/query-server.ts';

export const region = 'us-west-2';
export const signal = new AbortController().signal;

const moto = inject('moto');

/** Tests that need moto: skipped, with the reason in their title, where there is none. */
export function describeMoto(title: string, body: () => void): void {
  if ('url' in moto) describe(title, body);
  else describe.skip(`${title} (skipped: ${moto.missing})`, body);
}

export function motoUrl(): string {
  if ('url' in moto) return moto.url;
  throw new Error(moto.missing);
}

/** Forgets everything, access keys and checks of signatures too: each file begins with an empty account. */
export async function emptyMoto(): Promise<void> {
  await motoApi('reset-auth', 'inf');
  await motoApi('reset');
}

/** From now on moto checks signatures and IAM policies, as AWS does. */
export const checkAccess = () => motoApi('reset-auth', '0');

async function motoApi(action: string, body = ''): Promise<void> {
  const answer = await fetch(`${motoUrl()}/moto-api/${action}`, { method: 'POST', body });
  if (!answer.ok) throw new Error(`moto answered ${action} with HTTP ${answer.status}`);
}

/** The environment in which a user would point nlbctl at moto. */
export function userEnvironment(): Record<string, string> {
  return { ...serverEnvironment(motoUrl()), AWS_REGION: region };
}

/** nlbctl's AWS side as a user's environment makes it, and the calls that it made. */
export async function userOf(env: Record<string, string> = {}, where = region) {
  const calls: ApiCall[] = [];
  const elbv2: Elbv2 = await connectElbv2({
    region: where,
    profile: null,
    env: { ...userEnvironment(), ...env },
    onCall: (call) => calls.push(call),
  });
  return {
    elbv2,
    callsOf: (operation: string) => calls.filter((call) => call.operation === operation),
    [Symbol.dispose]: () => elbv2.close(),
  };
}
