import { judge } from '../judge/inspection.ts';
import { isSamePlan } from '../judge/plan/inputs.ts';
import { refusalOf } from '../judge/refusal.ts';
import type { Kubernetes } from '../kubernetes/cluster.ts';
import { annotation } from '../model/annotations.ts';
import { type ErrorCode, NlbctlError } from '../model/errors.ts';
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
  /** Is told how far the write has come; it begins with `no`. */
  readonly onWrite: (written: Written) => void;
}

/** Whether the change was written; `unsure`: it was sent, and no answer came yet. */
export type Written = 'no' | 'unsure' | 'yes';

/** So many times a Service that changed in nothing that matters is read and patched again. */
const attempts = 5;

/**
 * Patches the Service as it was judged. When it has changed meanwhile it is read again: the same in all that matters, and
 * the patch is tried again; otherwise Conflict is thrown, and nothing has been written. Every failure says whether
 * anything was.
 */
export async function applyTargetType(applying: Applying): Promise<void> {
  const { snapshot, to, kubernetes, observe, signal, onWrite } = applying;
  let written: Written = 'no';
  const tell = (state: Written) => {
    written = state;
    onWrite(state);
  };
  try {
    let current = snapshot;
    for (let attempt = 1; ; attempt++) {
      try {
        signal.throwIfAborted();
        tell('unsure');
        const { annotations } = await patchTargetType(kubernetes, current.service, to, false, signal);
        tell('yes');
        if (annotations[annotation.targetType] !== to) throw undone(current.service, to);
        return;
      } catch (error) {
        if (signal.aborted || !(error instanceof NlbctlError)) throw error;
        if (!unanswered.has(error.code)) tell('no');
        if (error.code !== 'Conflict') throw error;
        if (attempt === attempts) throw tooManyConflicts(current.service, error);
        current = await observe();
        if (!isTheSame(current, applying)) throw changedMeanwhile(current.service, error);
      }
    }
  } catch (error) {
    throw signal.aborted || !(error instanceof NlbctlError) ? error : withFate(error, written);
  }
}

/** Failures after which nobody knows whether the server took the write. */
const unanswered: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['KubernetesUnreachable', 'KubernetesFailed']);

function isTheSame(current: Snapshot, { snapshot, to }: Applying): boolean {
  return isSamePlan(current, snapshot, to) && refusalOf(current, judge(current).service.owner, to) === null;
}

function changedMeanwhile({ namespace, name }: Service, cause: NlbctlError): NlbctlError {
  return new NlbctlError('Conflict', `Service ${namespace}/${name} was changed by somebody else after it was read`, {
    hint: `look at it again (nlbctl inspect ${name} -n ${namespace}), and repeat the command`,
    cause,
  });
}

function tooManyConflicts({ namespace, name }: Service, cause: NlbctlError): NlbctlError {
  return new NlbctlError(
    'Conflict',
    `Service ${namespace}/${name} is being changed again and again: ${attempts} times somebody else was faster`,
    { hint: `see who writes it: kubectl get service ${name} -n ${namespace} -o yaml --show-managed-fields`, cause },
  );
}

/** The API server took the patch and stored something else: a mutating webhook of the cluster's own. */
function undone({ namespace, name }: Service, to: TargetType): NlbctlError {
  return new NlbctlError(
    'PatchFailed',
    `the API server took the patch of Service ${namespace}/${name}, but the target type annotation is not "${to}" afterwards: an admission webhook of the cluster changed it`,
    { hint: 'see which webhooks there are: kubectl get mutatingwebhookconfigurations' },
  );
}

/** The failure, with what became of the change. */
function withFate(error: NlbctlError, written: Written): NlbctlError {
  if (written === 'yes') return error;
  const unsure = written === 'unsure';
  const again = 'the same command, given again, goes on from what it finds';
  return new NlbctlError(
    error.code,
    `${error.message}; ${unsure ? 'whether the change was written is not known' : 'nothing was changed'}`,
    {
      hint: unsure ? [error.hint, again].filter(Boolean).join('; ') : error.hint,
      permission: error.permission,
      cause: error,
    },
  );
}
