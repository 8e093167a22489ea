import type { ControllerStep } from './steps.ts';

/** Tells whoever watches of each step of the controller's, as soon as it is made. */
export interface StepWatch {
  /** The function returned ends it. */
  watch(watcher: (step: ControllerStep) => void): () => void;
  /** For the controller: this step has just been made. */
  made(step: ControllerStep): void;
}

export function createStepWatch(): StepWatch {
  const watchers = new Set<(step: ControllerStep) => void>();
  return {
    watch(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    made(step) {
      for (const watcher of watchers) watcher(step);
    },
  };
}
