import { NlbctlError } from '../model/errors.ts';
import type { Service, ServiceRef } from '../model/service.ts';
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
  return oneOf(candidates, `namespace ${namespace}`, session);
}

/** The only one of some Services, or the one that is picked on a terminal. `place` is where they are from. */
export async function oneOf(candidates: readonly Service[], place: string, session: Session): Promise<ServiceRef> {
  const [only] = candidates;
  if (only === undefined)
    throw new NlbctlError('NoCandidate', `${place} has no Service with a load balancer`, {
      hint: 'name a namespace with -n; nlbctl list -A shows every Service that has one',
    });
  if (candidates.length === 1) return only;
  if (session.canAsk) {
    const { pickService } = await import('./prompts.ts');
    return pickService(candidates, session.signal);
  }
  const namespaces = new Set(candidates.map((service) => service.namespace));
  throw new NlbctlError(
    'SeveralCandidates',
    [
      `${place} has ${candidates.length} Services with a load balancer:`,
      ...candidates.map((service) => `  ${namespaces.size > 1 ? `${service.namespace}/` : ''}${service.name}`),
    ].join('\n'),
    { hint: 'name one of them' },
  );
}
