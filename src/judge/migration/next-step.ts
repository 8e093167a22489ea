import type { Inspection } from '../../model/inspection.ts';
import type { Intent, Strategy } from '../../model/migration.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { History } from '../history.ts';
import { nextWeighted } from '../weighted/next-weighted.ts';
import { nextInPlace } from './in-place.ts';
import { type Next, waiting } from './next.ts';

type Deciding = (snapshot: Snapshot, inspection: Inspection, history: History, intent: Intent) => Next;

const strategies = { 'in-place': nextInPlace, weighted: nextWeighted } as const satisfies Record<Strategy, Deciding>;

/**
 * The whole migration, as one decision: what is there now, what is wanted, and since when this process has seen what, give
 * the one thing to do next. Nothing is remembered between runs, so that a migration that ended at any instant goes on where
 * it stands.
 */
export function nextStep(snapshot: Snapshot, inspection: Inspection, history: History, intent: Intent): Next {
  const { service } = snapshot;
  if (service.resourceVersion === history.writtenOver)
    return waiting(
      intent.rollingBack ? 'RollingBack' : 'Patched',
      `The API server still shows Service ${service.namespace}/${service.name} as it was before the last write.`,
      { moving: true },
    );
  const next = strategies[intent.strategy](snapshot, inspection, history, intent);
  if (!intent.rollingBack || next.kind === 'stuck') return next;
  return { ...next, phase: next.kind === 'done' ? 'RolledBack' : 'RollingBack' };
}
