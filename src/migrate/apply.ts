import { judge } from '../judge/inspection.ts';
import { refusalOf } from '../judge/refusal.ts';
import type { Kubernetes } from '../kubernetes/cluster.ts';
import { NlbctlError } from '../model/errors.ts';
import type { Service } from '../model/service.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { TargetType } from '../model/target-type.ts';
import { patchTargetType } from './patch.ts';

interface Applying {
  readonly snapshot: Snapshot;
  readonly to: TargetType;
  readonly kubernetes: Kubernetes;
  readonly observe: () => Promise<Snapshot>;
  readonly signal: AbortSignal;
}

/** So many times a Service that changed in nothing that matters is read and patched again. */
const attempts = 5;

/**
 * Patches the Service as it was judged. When it has changed meanwhile it is read again: the same in all that matters, and
 * the patch is tried again; otherwise Conflict is thrown, and nothing has been written.
 */
export async function applyTargetType({ snapshot, to, kubernetes, observe, signal }: Applying): Promise<void> {
  let current = snapshot;
  for (let attempt = 1; ; attempt++) {
    try {
      await patchTargetType(kubernetes, current.service, to, false, signal);
      return;
    } catch (error) {
      if (!(error instanceof NlbctlError) || error.code !== 'Conflict' || attempt === attempts) throw error;
      current = await observe();
      if (
        whatMatters(current.service) !== whatMatters(snapshot.service) ||
        refusalOf(current, judge(current).service.owner, to) !== null
      )
        throw new NlbctlError(
          'Conflict',
          `Service ${snapshot.service.namespace}/${snapshot.service.name} was changed by somebody else while it was being migrated; nothing was changed by nlbctl`,
          { hint: 'look at it again and repeat the command', cause: error },
        );
    }
  }
}

/** What a judgement of the Service rests on: not its status, its version, or labels. */
function whatMatters({
  resourceVersion: _version,
  ingress: _ingress,
  labels: _labels,
  finalizers: _finalizers,
  ...rest
}: Service): string {
  return JSON.stringify(rest);
}
