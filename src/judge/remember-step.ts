import { annotation } from '../model/annotations.ts';
import type { Step } from '../model/migration.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { History } from './history.ts';

/** Adds a write that was made: what it asked for was asked for, even if somebody takes it back before the next look. */
export function rememberStep(history: History, step: Step, { at, service }: Snapshot): History {
  // A write is a move too: what follows from it is given its time.
  const moved = { ...history, movedAt: at, movedLook: history.looks };
  const over = { ...moved, writtenOver: service.resourceVersion };
  switch (step.kind) {
    case 'touch-service':
      return { ...over, touchedAt: at };
    case 'set-target-type':
      return { ...over, written: { ...history.written, [annotation.targetType]: step.to } };
    case 'set-weights':
      return { ...over, written: { ...history.written, ...step.annotations } };
    default:
      return moved;
  }
}

/** Takes back what was remembered of annotations whose last write has an unknown fate: neither value is somebody else's. */
export function forgetStep(history: History, step: Step): History {
  const keys = new Set(
    step.kind === 'set-weights'
      ? Object.keys(step.annotations)
      : step.kind === 'set-target-type'
        ? [annotation.targetType]
        : [],
  );
  return { ...history, written: Object.fromEntries(Object.entries(history.written).filter(([key]) => !keys.has(key))) };
}
