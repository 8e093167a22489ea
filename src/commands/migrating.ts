import type { Session } from '../cli/session.ts';
import { judge, liveTargetType } from '../judge/inspection.ts';
import { refusalOf } from '../judge/refusal.ts';
import { applyTargetType } from '../migrate/apply.ts';
import { annotation } from '../model/annotations.ts';
import { NlbctlError } from '../model/errors.ts';
import type { Inspection } from '../model/inspection.ts';
import type { ServiceRef } from '../model/service.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { TargetType } from '../model/target-type.ts';
import { intentionText } from '../output/intention.ts';
import { waitFor } from './waiting.ts';

interface Options {
  readonly to: TargetType;
  readonly yes?: boolean;
  readonly timeout: number;
  readonly interval: number;
  readonly stableFor?: number;
  readonly output: string;
}

/** Checks, asks, patches, and watches. A Service that already has the type is not written to, only seen through. */
export async function migrate(session: Session, ref: ServiceRef, options: Options): Promise<number> {
  const { to } = options;
  const startedAt = session.world.clock.now();
  const snapshot = await session.observe(ref);
  const inspection = judge(snapshot);
  const refusal = refusalOf(snapshot, inspection.service.owner, to);
  if (refusal !== null)
    throw new NlbctlError('MigrationRefused', `${refusal.message} Nothing was changed.`, { hint: refusal.hint });

  const from = oldType(snapshot, to);
  const wanted =
    snapshot.service.annotations[annotation.targetType] === to || inspection.service.targetType.effective === to;
  const half = liveTargetType(snapshot) !== to;
  let changed = false;
  let written = false;
  try {
    if (!wanted) {
      await confirm(session, inspection, snapshot, options);
      written = true;
      await applyTargetType({
        snapshot,
        to,
        kubernetes: await session.kubernetes(),
        observe: () => session.observe(ref),
        signal: session.signal,
      });
      changed = true;
    } else if (session.flags.quiet !== true)
      session.say(
        half
          ? `${ref.namespace}/${ref.name} already asks for target type ${to}; the change is seen through from where it stands.`
          : `${ref.namespace}/${ref.name} already has target type ${to}; nothing is written.`,
      );
    const stable =
      options.stableFor === undefined
        ? { looks: options.timeout === 0 ? 1 : 2 }
        : { seconds: options.stableFor / 1000 };
    return await waitFor(
      session,
      ref,
      options.output,
      {
        timeout: options.timeout,
        interval: options.interval,
        migratingTo: to,
        goal: { targetType: to, minHealthy: { percent: 100 }, allowEmpty: false, stable, oldGroupsGone: true },
      },
      { changed, from, startedAt },
    );
  } catch (error) {
    if (session.signal.aborted && (written || wanted)) throw leftRunning(session.signal, ref, to, from);
    throw error;
  }
}

async function confirm(
  session: Session,
  inspection: Inspection,
  snapshot: Snapshot,
  { to, yes }: Options,
): Promise<void> {
  if (session.flags.quiet !== true || yes !== true)
    session.say(intentionText(inspection, snapshot, to, await session.surface('stderr')));
  if (yes === true) return;
  const at = `nlbctl migrate ${inspection.service.name} -n ${inspection.service.namespace} --to ${to}`;
  if (!session.canAsk)
    throw new NlbctlError(
      'NotConfirmed',
      'a migration needs a yes, and nobody can be asked here; nothing was changed',
      {
        hint: `${at} --yes`,
      },
    );
  const { confirmed } = await import('../cli/prompts.ts');
  if (
    await confirmed(
      `Change the target type of ${inspection.service.namespace}/${inspection.service.name} to ${to}?`,
      session.signal,
    )
  )
    return;
  throw new NlbctlError('NotConfirmed', 'not confirmed; nothing was changed');
}

/** The type to go back to: the one that serves, or, when the change is half done, simply the other one. */
function oldType(snapshot: Snapshot, to: TargetType): TargetType {
  const live = liveTargetType(snapshot);
  return live !== null && live !== to ? live : to === 'ip' ? 'instance' : 'ip';
}

function leftRunning(
  signal: AbortSignal,
  { namespace, name }: ServiceRef,
  to: TargetType,
  from: TargetType,
): NlbctlError {
  const code =
    signal.reason instanceof NlbctlError && signal.reason.code === 'Terminated' ? 'Terminated' : 'Interrupted';
  return new NlbctlError(
    code,
    [
      `stopped watching ${namespace}/${name}; the Service asks for target type ${to}, and the controller goes on without nlbctl`,
      `  to continue:   nlbctl migrate ${name} -n ${namespace} --to ${to}`,
      `  to go back:    nlbctl migrate ${name} -n ${namespace} --to ${from}`,
    ].join('\n'),
  );
}
