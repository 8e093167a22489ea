import { hostname } from 'node:os';
import type { Session } from '../cli/session.ts';
import { liveTargetType } from '../judge/inspection.ts';
import { bridgesOf } from '../judge/weighted/ports.ts';
import { act } from '../migrate/act.ts';
import type { Written } from '../migrate/apply.ts';
import { goesOn, interrupted } from '../migrate/begun.ts';
import { type HeldLease, holdLease } from '../migrate/hold-lease.ts';
import { NlbctlError } from '../model/errors.ts';
import type { Intent } from '../model/migration.ts';
import type { ServiceRef } from '../model/service.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { TargetType } from '../model/target-type.ts';
import { confirmPlan } from './confirming.ts';
import { seeThrough } from './driving.ts';
import { mayGoBack, type RollbackFlags } from './going-back.ts';
import type { MigrationProbe, MigrationProbeFlags } from './migration-probe.ts';
import type { Planned } from './planning.ts';
import type { Wanted } from './saved-plan.ts';
import { type StrategyFlags, usualTimes } from './strategy-flags.ts';

/** How a plan is carried out; durations in milliseconds. */
export interface CarryingOut extends StrategyFlags, RollbackFlags, MigrationProbeFlags {
  readonly report?: string;
  readonly yes?: boolean;
  readonly timeout?: number;
  readonly interval: number;
  readonly stableFor?: number;
  readonly rollbackTimeout?: number;
  readonly onInterrupt: 'leave' | 'rollback';
  readonly lease: number;
  readonly output: string;
}

/** Asks, and carries a plan out to its end. */
export async function carryOut(
  session: Session,
  wanted: Wanted,
  made: Planned,
  flags: CarryingOut,
  startedAt: number,
): Promise<number> {
  const { ref, to } = wanted;
  const { snapshot } = made;
  const { strategy, weighted, change } = made.plan;
  const isAsked = !change.isNeeded;
  const from = oldType(snapshot, to);
  const intent: Intent = { to, from, strategy, rollingBack: false, stable: stableOf(flags), weighted };
  const begun = { ref, to, from, strategy };
  const usual = usualTimes(intent);
  const abandon = new AbortController();
  let written: Written = isAsked ? 'yes' : 'no';
  let changed = false;
  let lease: HeldLease | null = null;
  let probe: MigrationProbe | null = null;
  const onWrite = (state: Written) => {
    if (written !== 'yes') written = state;
    changed ||= state === 'yes';
  };
  try {
    if (!isAsked) await confirmPlan(session, wanted, made, flags);
    else if (session.flags.quiet !== true) session.say(alreadyAsked(ref, snapshot, to));
    if (strategy === 'weighted') lease = await leaseFor(session, ref, flags);
    if (flags.onInterrupt === 'rollback')
      session.onFirstSignal((signal) => {
        abandon.abort(`${signal} asked for the way back.`);
        session.say(`${signal}: going back to target type ${from}; the next one leaves at once.`);
      });
    probe = await probeFor(session, snapshot, flags, (why) => abandon.abort(why));
    const { elbv2 } = await session.observing();
    const acting = { kubernetes: session.kubernetes, elbv2, observe: () => session.observe(ref), onWrite };
    return await seeThrough(session, {
      ref,
      output: flags.output,
      startedAt,
      changed: () => changed,
      probe,
      report: flags.report,
      driving: {
        intent,
        before: snapshot,
        timeout: flags.timeout ?? usual.timeout,
        rollbackTimeout: flags.rollbackTimeout ?? usual.rollbackTimeout,
        interval: flags.interval,
        abandon: abandon.signal,
        look: async () => {
          await lease?.renew();
          return session.observe(ref);
        },
        act: async (step, seen, signal) => {
          // The target type tells by itself how far its write has come.
          if (step.kind !== 'set-target-type') onWrite('unsure');
          await act(step, seen, acting, signal);
          onWrite('yes');
        },
        mayGoBack: (why, way) => mayGoBack(session, { ref, from, why, way, ...flags }),
      },
    });
  } catch (error) {
    if (session.signal.aborted) throw interrupted(session.signal, { ...begun, written });
    // What fails before the first write says itself that nothing, or perhaps something, was changed.
    throw written === 'yes' && error instanceof NlbctlError ? goesOn(error, begun) : error;
  } finally {
    await Promise.all([lease?.release(), probe?.stop()]);
  }
}

async function probeFor(
  session: Session,
  snapshot: Snapshot,
  flags: CarryingOut,
  onFailing: (why: string) => void,
): Promise<MigrationProbe | null> {
  const { probe } = flags;
  if (probe === undefined) return null;
  const { beginProbe } = await import('./migration-probe.ts');
  return beginProbe(session, snapshot, { ...flags, probe }, onFailing);
}

async function leaseFor(session: Session, ref: ServiceRef, { lease, interval }: CarryingOut): Promise<HeldLease> {
  const { clock } = session.world;
  return holdLease({
    kubernetes: await session.kubernetes(),
    ref,
    holder: `${hostname()}-${process.pid}-${clock.now().toString(36)}`,
    seconds: Math.ceil(Math.max(lease, 3 * interval) / 1000),
    clock,
    signal: session.signal,
    onWait: (message) => session.say(message),
  });
}

function stableOf({ stableFor, timeout }: CarryingOut): Intent['stable'] {
  return stableFor === undefined ? { looks: timeout === 0 ? 1 : 2 } : { seconds: stableFor / 1000 };
}

function alreadyAsked({ namespace, name }: ServiceRef, snapshot: Snapshot, to: TargetType): string {
  if (bridgesOf(snapshot).length > 0)
    return `${namespace}/${name} asks for target type ${to} and is on its way over a bridge; that is seen through to its end.`;
  return liveTargetType(snapshot) === to
    ? `${namespace}/${name} already has target type ${to}; nothing is written.`
    : `${namespace}/${name} already asks for target type ${to}; the change is seen through from where it stands.`;
}

/** The type to go back to: the one that serves, or, when the change is half done, simply the other one. */
function oldType(snapshot: Snapshot, to: TargetType): TargetType {
  const live = liveTargetType(snapshot);
  return live !== null && live !== to ? live : to === 'ip' ? 'instance' : 'ip';
}
