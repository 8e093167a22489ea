import { type ApiError, conflict as conflictOf, expired } from '../../store/api-error.ts';
import { isRead, type WireCall } from './call.ts';
import type { WireFaultKind } from './effect.ts';

/**
 * Reads show what was there when the fault first struck: a cache that lags behind. The first of them is therefore right,
 * and every later one is as old as the first. Watches go on from the version that they name, as they do in the cluster.
 */
export const staleReads: WireFaultKind<'stale-reads'> = {
  strikes: isRead,
  effect: () => ({ kind: 'stale' }),
};

/** The optimistic lock of every write fails, as when somebody else always is faster. */
export const conflict: WireFaultKind<'conflict'> = {
  strikes: (call) => call.side === 'kubernetes' && ['update', 'patch', 'delete'].includes(call.verb),
  effect: (_fault, call) => ({ kind: 'refuse', error: conflictError(call) }),
};

function conflictError(call: WireCall): ApiError {
  if (call.side === 'elbv2') throw new Error('ELBv2 has no optimistic lock');
  return conflictOf({ group: call.group, resource: call.resource.split('/')[0] ?? '' }, call.name ?? '');
}

/** A watch ends: in good order, as the API server ends each after a while, or because its connection is closed. */
export const watchCut: WireFaultKind<'watch-cut'> = {
  strikes: isWatch,
  effect: ({ delay = '0', how = 'end' }) => ({ kind: 'cut', after: delay, how }),
};

/**
 * The version that a client goes on from is too old: a watch ends with an ERROR event of code 410, a list that names a
 * version or goes on with a `continue` token is answered with status 410. Other calls are not struck.
 */
export const gone: WireFaultKind<'gone'> = {
  strikes: (call) => isWatch(call) || (call.side === 'kubernetes' && call.verb === 'list' && namesVersion(call.query)),
  effect(_fault, call) {
    const error = expired('The resourceVersion for the provided list or watch is too old.');
    return isWatch(call) ? { kind: 'cut', after: '0', how: error } : { kind: 'refuse', error };
  },
};

function isWatch(call: WireCall): boolean {
  return call.side === 'kubernetes' && call.verb === 'watch';
}

const namesVersion = (query: URLSearchParams): boolean =>
  query.has('continue') || !['', '0'].includes(query.get('resourceVersion') ?? '');
