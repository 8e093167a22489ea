import { NlbctlError } from '../model/errors.ts';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;

/**
 * Refuses a run whose cluster is a sandbox while its ELBv2 is not on this machine: what is tried there must never reach a
 * real account. Throws SandboxMismatch.
 */
export function refuseMismatch(
  cluster: { readonly cluster: string | null; readonly server: string },
  endpoint: string,
): void {
  if (cluster.cluster !== 'nlbctl-sandbox' || !loopback.test(hostOf(cluster.server)) || loopback.test(hostOf(endpoint)))
    return;
  throw new NlbctlError('SandboxMismatch', `the cluster is nlbctl's sandbox, but ELBv2 is asked at ${endpoint}`, {
    hint: 'use the sandbox’s whole environment: eval "$(nlbctl sandbox env)"',
  });
}

function hostOf(url: string): string {
  try {
    return new URL(url).hostname;
  } catch {
    return '';
  }
}
