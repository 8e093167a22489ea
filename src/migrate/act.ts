import type { Kubernetes } from '../kubernetes/cluster.ts';
import type { Step, StepKind } from '../model/migration.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { applyTargetType, type Written } from './apply.ts';
import { touchPatch } from './touch.ts';

/** What the steps of a migration are made with. */
export interface Acting {
  readonly kubernetes: () => Promise<Kubernetes>;
  readonly observe: () => Promise<Snapshot>;
  /** Is told how far a write of the target type has come. */
  readonly onWrite: (written: Written) => void;
}

type Action<Kind extends StepKind> = (
  step: Extract<Step, { kind: Kind }>,
  seen: Snapshot,
  acting: Acting,
  signal: AbortSignal,
) => Promise<void>;

const actions = {
  'set-target-type': async ({ to }, snapshot, { kubernetes, observe, onWrite }, signal) =>
    applyTargetType({ snapshot, to, kubernetes: await kubernetes(), observe, signal, onWrite }),
  'touch-service': async (_, { service, at }, { kubernetes }, signal) => {
    await (await kubernetes()).patchService(service, touchPatch(service, at), { dryRun: false }, signal);
  },
} as const satisfies { [Kind in StepKind]: Action<Kind> };

/** Carries out one step, on what was seen. Throws NlbctlError; Conflict where somebody else was faster. */
export async function act(step: Step, seen: Snapshot, acting: Acting, signal: AbortSignal): Promise<void> {
  const action = actions[step.kind] as Action<StepKind>;
  await action(step, seen, acting, signal);
}
