import type { Session } from '../cli/session.ts';
import type { WaitGoal } from '../judge/goal.ts';
import { judge, liveTargetType } from '../judge/inspection.ts';
import { unreadForChange } from '../judge/needed-parts.ts';
import { clauseOf } from '../judge/not-read.ts';
import { refusalOf } from '../judge/refusal.ts';
import { applyTargetType, type Written } from '../migrate/apply.ts';
import { goesOn, interrupted } from '../migrate/begun.ts';
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
  const snapshot = await session.observe(ref).catch((error: unknown) => {
    throw session.signal.aborted ? interrupted(session.signal, { ref, to, from: to, written: 'no' }) : asRefusal(error);
  });
  const inspection = judge(snapshot);
  const refusal = refusalOf(snapshot, inspection.service.owner, to);
  if (refusal !== null)
    throw new NlbctlError('MigrationRefused', `${refusal.message} Nothing was changed.`, { hint: refusal.hint });

  const stable =
    options.stableFor === undefined ? { looks: options.timeout === 0 ? 1 : 2 } : { seconds: options.stableFor / 1000 };
  const goal: WaitGoal = {
    targetType: to,
    minHealthy: { percent: 100 },
    allowEmpty: false,
    stable,
    oldGroupsGone: true,
  };
  const from = oldType(snapshot, to);
  const wanted =
    snapshot.service.annotations[annotation.targetType] === to || inspection.service.targetType.effective === to;
  let written: Written = wanted ? 'yes' : 'no';
  try {
    if (wanted) {
      if (session.flags.quiet !== true) session.say(alreadyAsked(ref, snapshot, to));
    } else {
      requireSight(snapshot, inspection, to);
      await confirm(session, inspection, snapshot, options);
      await applyTargetType({
        snapshot,
        to,
        kubernetes: await session.kubernetes(),
        observe: () => session.observe(ref),
        signal: session.signal,
        onWrite: (state) => {
          written = state;
        },
      });
    }
    return await waitFor(
      session,
      ref,
      options.output,
      { timeout: options.timeout, interval: options.interval, migratingTo: to, goal },
      { changed: !wanted, from, startedAt, seen: snapshot },
    );
  } catch (error) {
    if (session.signal.aborted) throw interrupted(session.signal, { ref, to, from, written });
    // What fails before the Service asks for the new type says itself that nothing, or perhaps something, was changed.
    throw written === 'yes' && error instanceof NlbctlError ? goesOn(error, { ref, to, from }) : error;
  }
}

function alreadyAsked({ namespace, name }: ServiceRef, snapshot: Snapshot, to: TargetType): string {
  return liveTargetType(snapshot) === to
    ? `${namespace}/${name} already has target type ${to}; nothing is written.`
    : `${namespace}/${name} already asks for target type ${to}; the change is seen through from where it stands.`;
}

/** Throws PermissionMissing where nobody could tell how the change comes out: then it is not begun. */
function requireSight(snapshot: Snapshot, inspection: Inspection, to: TargetType): void {
  const unread = unreadForChange(snapshot, inspection, to);
  if (unread.length === 0) return;
  const { namespace, name } = inspection.service;
  throw new NlbctlError(
    'PermissionMissing',
    `the change of Service ${namespace}/${name} could not be seen through: ${unread.map(clauseOf).join('; ')}; nothing was changed`,
    { hint: 'ask for the permission first; nlbctl inspect shows what is read without it' },
  );
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

/** A Service that is none of a load balancer's is refused as every other that nobody can migrate. */
function asRefusal(error: unknown): unknown {
  if (!(error instanceof NlbctlError) || error.code !== 'NotALoadBalancerService') return error;
  return new NlbctlError('MigrationRefused', `${error.message}. Nothing was changed.`, {
    hint: error.hint,
    cause: error,
  });
}
