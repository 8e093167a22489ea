import type { Snapshot } from '../../model/snapshot.ts';
import { newestWarning, warningWords } from '../events.ts';
import type { History } from '../history.ts';
import { idleSince } from './idle.ts';
import type { Stuck } from './next.ts';

/** How often the controller must have failed: it tries again by itself, and once or twice is nothing. */
const attempts = 3;

/**
 * The controller tries again and again and fails, and nothing has moved for minutes. Its retries come at growing
 * distances, up to 1000 s: what has failed for two minutes is not mended by the next one, unless somebody mends its cause.
 */
export function controllerFailing(snapshot: Snapshot, history: History): Stuck | null {
  const { service, at } = snapshot;
  const since = idleSince(history, at);
  if (since === null) return null;
  const first = Date.parse(history.firstAt ?? '');
  const warning = newestWarning(snapshot, Number.isNaN(first) ? null : first);
  if (warning === null || warning.object.kind !== 'Service' || warning.count < attempts) return null;
  if (!/^Failed(?:Build|Deploy)Model$/.test(warning.reason)) return null;
  const { namespace, name } = service;
  return {
    kind: 'stuck',
    outcome: 'failing',
    message: `The controller cannot make the change of Service ${namespace}/${name}: ${warningWords(warning)} Nothing has moved since ${since}.`,
    next: [`kubectl describe service/${name} -n ${namespace}`],
  };
}
