import type { Session } from '../cli/session.ts';
import { checkedCode } from '../cli/suppressions.ts';
import { liveTargetType } from '../judge/inspection.ts';
import { unreadForChange } from '../judge/needed-parts.ts';
import { clauseOf } from '../judge/not-read.ts';
import { refusalOf } from '../judge/refusal.ts';
import { act } from '../migrate/act.ts';
import type { Written } from '../migrate/apply.ts';
import { goesOn, interrupted } from '../migrate/begun.ts';
import { patchTargetType } from '../migrate/patch.ts';
import { NlbctlError } from '../model/errors.ts';
import { exitCode } from '../model/exit-codes.ts';
import type { Inspection } from '../model/inspection.ts';
import type { Intent } from '../model/migration.ts';
import type { ServiceRef } from '../model/service.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { TargetType } from '../model/target-type.ts';
import { planText } from '../output/plan.ts';
import { confirmPlan } from './confirming.ts';
import { seeThrough } from './driving.ts';
import type { FindingsFlags } from './findings-options.ts';
import { mayGoBack, requireAnswerable } from './going-back.ts';
import { documentOf, isOpenWarning, type Planned, planned } from './planning.ts';
import { printDocument } from './print-document.ts';
import { asRefusal } from './refused.ts';
import { requireSameService, requireUpToDate, type Wanted, wantedOf } from './saved-plan.ts';

export interface Migrating extends FindingsFlags {
  readonly to?: TargetType;
  readonly plan?: string;
  readonly yes?: boolean;
  readonly dryRun: 'none' | 'client' | 'server';
  readonly accept?: readonly string[];
  readonly timeout: number;
  readonly interval: number;
  readonly stableFor?: number;
  readonly rollbackOnFailure: 'auto' | 'ask' | 'never';
  readonly rollbackCostly?: boolean;
  readonly rollbackTimeout: number;
  readonly onInterrupt: 'leave' | 'rollback';
  readonly output: string;
}

/** Plans, asks, patches, and watches. A Service that already has the type is not written to, only seen through. */
export async function migrate(session: Session, service: string | undefined, flags: Migrating): Promise<number> {
  const accepted = (flags.accept ?? []).map((code) => checkedCode(code, '--accept'));
  if (flags.dryRun !== 'none' && flags.output === 'ndjson')
    throw new NlbctlError('Usage', 'a dry run has no progress to stream', { hint: 'use -o json, which is the plan' });
  requireAnswerable(session, flags);
  const wanted = await wantedOf(session, service, flags);
  const { ref, to } = wanted;
  const startedAt = session.world.clock.now();
  const snapshot = await session.observe(ref, { withSurroundings: true }).catch((error: unknown) => {
    throw session.signal.aborted ? interrupted(session.signal, { ref, to, from: to, written: 'no' }) : asRefusal(error);
  });
  const made = await planned(session, snapshot, to, flags);
  const { inspection, plan } = made;
  const isAsked = !plan.change.isNeeded;
  session.tell({ kind: 'plan', inspection, findings: made.findings, plan });
  requireSameService(wanted, made);
  requirePermitted(made, to, isAsked);
  if (!isAsked) {
    requireUpToDate(wanted, made, session.world.clock.now());
    requireAccepted(made, flags, accepted);
    requireSight(snapshot, inspection, to);
  }
  if (flags.dryRun !== 'none') return dryRun(session, wanted, made, flags.dryRun, flags.output);

  const from = oldType(snapshot, to);
  const abandon = new AbortController();
  let written: Written = isAsked ? 'yes' : 'no';
  let changed = false;
  try {
    if (!isAsked) await confirmPlan(session, wanted, made, flags);
    else if (session.flags.quiet !== true) session.say(alreadyAsked(ref, snapshot, to));
    if (flags.onInterrupt === 'rollback')
      session.onFirstSignal((signal) => {
        abandon.abort(`${signal} asked for the way back.`);
        session.say(`${signal}: going back to target type ${from}; the next one leaves at once.`);
      });
    const kubernetes = session.kubernetes;
    const observe = () => session.observe(ref);
    const onWrite = (state: Written) => {
      written = state;
      changed ||= state === 'yes';
    };
    return await seeThrough(session, {
      ref,
      output: flags.output,
      startedAt,
      changed: () => changed,
      driving: {
        intent: { to, from, strategy: 'in-place', rollingBack: false, stable: stableOf(flags) },
        before: snapshot,
        timeout: flags.timeout,
        rollbackTimeout: flags.rollbackTimeout,
        interval: flags.interval,
        abandon: abandon.signal,
        act: (step, seen, signal) => act(step, seen, { kubernetes, observe, onWrite }, signal),
        mayGoBack: (why, way) => mayGoBack(session, { ref, from, why, way, ...flags }),
      },
    });
  } catch (error) {
    if (session.signal.aborted) throw interrupted(session.signal, { ref, to, from, written });
    // What fails before the Service asks for the new type says itself that nothing, or perhaps something, was changed.
    throw written === 'yes' && error instanceof NlbctlError ? goesOn(error, { ref, to, from }) : error;
  }
}

function stableOf({ stableFor, timeout }: Migrating): Intent['stable'] {
  return stableFor === undefined ? { looks: timeout === 0 ? 1 : 2 } : { seconds: stableFor / 1000 };
}

/**
 * Throws MigrationRefused for a block. A change that was asked for before is seen through in spite of one, unless nobody is
 * there to make it.
 */
function requirePermitted({ snapshot, inspection, findings }: Planned, to: TargetType, isAsked: boolean): void {
  const refusal = refusalOf(snapshot, inspection.service.owner, to);
  if (refusal !== null)
    throw new NlbctlError('MigrationRefused', `${refusal.message} Nothing was changed.`, { hint: refusal.hint });
  const blocks = findings.filter(({ severity }) => severity === 'block');
  const [first] = blocks;
  if (isAsked || first === undefined) return;
  const said = blocks.map(({ code, message }) => `${code}  ${message}`);
  throw new NlbctlError('MigrationRefused', [...said, 'Nothing was changed.'].join('\n'), { hint: first.remedy });
}

/** Throws MigrationRefused for a warning that `--fail-on warning` does not let pass. */
function requireAccepted({ findings }: Planned, { failOn }: Migrating, accepted: readonly string[]): void {
  if (failOn !== 'warning') return;
  const open = findings.filter((finding) => isOpenWarning(finding) && !accepted.includes(finding.code));
  if (open.length === 0) return;
  const codes = [...new Set(open.map(({ code }) => code))].join(',');
  const said = open.map(({ code, message }) => `${code}  ${message}`);
  throw new NlbctlError(
    'MigrationRefused',
    [...said, '--fail-on warning refuses the plan with its warnings. Nothing was changed.'].join('\n'),
    { hint: `to accept them: --accept ${codes}` },
  );
}

/** Shows the plan; with `server` the API server has its say of the patch too. */
async function dryRun(
  session: Session,
  { ref, to }: Wanted,
  made: Planned,
  where: 'client' | 'server',
  output: string,
): Promise<number> {
  const { snapshot, inspection, findings, plan } = made;
  if (where === 'server' && plan.change.isNeeded)
    await patchTargetType(await session.kubernetes(), snapshot.service, to, true, session.signal);
  const suffix = where === 'server' ? '(server dry run)' : '(dry run)';
  const done = plan.change.isNeeded ? `target type ${to}` : `nothing to write, target type ${to}`;
  const said = `service/${ref.name} ${done} ${suffix}`;
  if (await printDocument(session, output, () => documentOf(made))) {
    if (session.flags.quiet !== true) session.say(said);
  } else {
    const text = planText(inspection, findings, plan, await session.surface('stdout'));
    session.print([text, '', said].join('\n'));
  }
  return exitCode.ok;
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

/** The type to go back to: the one that serves, or, when the change is half done, simply the other one. */
function oldType(snapshot: Snapshot, to: TargetType): TargetType {
  const live = liveTargetType(snapshot);
  return live !== null && live !== to ? live : to === 'ip' ? 'instance' : 'ip';
}
