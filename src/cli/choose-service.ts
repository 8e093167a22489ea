import { NlbctlError } from '../model/errors.ts';
import type { ServiceRef } from '../model/service.ts';
import { parseService } from './service-argument.ts';
import type { Session } from './session.ts';

/** The Service that a command is about. Left out, it is picked on a terminal; elsewhere it must be the only one there is. */
export async function chooseService(argument: string | undefined, session: Session): Promise<ServiceRef> {
  const kubernetes = await session.kubernetes();
  const flag = session.flags.namespace ?? null;
  if (argument !== undefined) return parseService(argument, flag, kubernetes.namespace);
  const namespace = flag ?? kubernetes.namespace;
  const { listCandidates } = await import('../observe/candidates.ts');
  const candidates = await listCandidates(kubernetes, { namespace, selector: null }, session.signal);
  const [only] = candidates;
  if (only === undefined)
    throw new NlbctlError('NoCandidate', `namespace ${namespace} has no Service with a load balancer`, {
      hint: 'name a namespace with -n; nlbctl list -A shows every Service that has one',
    });
  if (candidates.length === 1) return only;
  if (session.canAsk) {
    const { pickService } = await import('./prompts.ts');
    return pickService(candidates, session.signal);
  }
  throw new NlbctlError(
    'SeveralCandidates',
    [
      `namespace ${namespace} has ${candidates.length} Services with a load balancer:`,
      ...candidates.map(({ name }) => `  ${name}`),
    ].join('\n'),
    { hint: 'name one of them' },
  );
}
