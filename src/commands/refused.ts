import { NlbctlError } from '../model/errors.ts';

/** A Service that is none of a load balancer's is refused, where a migration is planned or made, as every other that nobody can migrate. */
export function asRefusal(error: unknown): unknown {
  if (!(error instanceof NlbctlError) || error.code !== 'NotALoadBalancerService') return error;
  return new NlbctlError('MigrationRefused', `${error.message}. Nothing was changed.`, {
    hint: error.hint,
    cause: error,
  });
}
