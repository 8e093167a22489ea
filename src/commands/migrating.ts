import { resolve } from 'node:path';
import type { Session } from '../cli/session.ts';
import { checkedCode } from '../cli/suppressions.ts';
import { requireWritable } from '../cli/whole-file.ts';
import { unreadForChange } from '../judge/needed-parts.ts';
import { clauseOf } from '../judge/not-read.ts';
import { refusalOf } from '../judge/refusal.ts';
import { interrupted } from '../migrate/begun.ts';
import { patchTargetType } from '../migrate/patch.ts';
import { NlbctlError } from '../model/errors.ts';
import { exitCode } from '../model/exit-codes.ts';
import type { Inspection } from '../model/inspection.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { TargetType } from '../model/target-type.ts';
import { planText } from '../output/plan.ts';
import { type CarryingOut, carryOut } from './carrying-out.ts';
import { reportNotWritten } from './driving.ts';
import type { FindingsFlags } from './findings-options.ts';
import { requireAnswerable } from './going-back.ts';
import { checkProbeFlags } from './migration-probe.ts';
import { documentOf, isOpenWarning, lookAhead, type Planned, planned } from './planning.ts';
import { printDocument } from './print-document.ts';
import { asRefusal } from './refused.ts';
import { requireSameService, requireUpToDate, type Wanted, wantedOf } from './saved-plan.ts';
import { savedStrategy } from './strategy-flags.ts';

export interface Migrating extends FindingsFlags, CarryingOut {
  readonly to?: TargetType;
  readonly plan?: string;
  readonly dryRun: 'none' | 'client' | 'server';
  readonly accept?: readonly string[];
}

/** Plans, asks, patches, and watches. A Service that already has the type is not written to, only seen through. */
export async function migrate(session: Session, service: string | undefined, given: Migrating): Promise<number> {
  const accepted = (given.accept ?? []).map((code) => checkedCode(code, '--accept'));
  if (given.dryRun !== 'none' && given.output === 'ndjson')
    throw new NlbctlError('Usage', 'a dry run has no progress to stream', { hint: 'use -o json, which is the plan' });
  requireAnswerable(session, given);
  checkProbeFlags(given);
  if (given.report !== undefined)
    await requireWritable(resolve(session.world.cwd, given.report), reportNotWritten(given.report));
  const wanted = await wantedOf(session, service, given);
  const flags = savedStrategy(given, wanted.saved);
  const { ref, to } = wanted;
  const startedAt = session.world.clock.now();
  const seen = await lookAhead(session, ref).catch((error: unknown) => {
    const begun = { ref, to, from: to, strategy: flags.strategy, written: 'no' } as const;
    throw session.signal.aborted ? interrupted(session.signal, begun) : asRefusal(error);
  });
  const made = await planned(session, seen, to, flags);
  const { snapshot, inspection, plan } = made;
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
  return carryOut(session, wanted, made, flags, startedAt);
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
