import type { Session } from '../cli/session.ts';
import { planInputs } from '../judge/plan/inputs.ts';
import { planOf } from '../judge/plan/plan.ts';
import type { WeightedAsk } from '../judge/plan/strategies.ts';
import { type PlanHash, planHash } from '../migrate/plan-hash.ts';
import { exitCode } from '../model/exit-codes.ts';
import type { Plan } from '../model/plan.ts';
import type { ServiceRef } from '../model/service.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { TargetType } from '../model/target-type.ts';
import { planDocument } from '../output/documents.ts';
import { kustomizePatch, mergePatch } from '../output/manifest.ts';
import { planText } from '../output/plan.ts';
import { json, yaml } from '../output/print.ts';
import { type Examination, examine } from './examining.ts';
import type { FindingsFlags } from './findings-options.ts';
import { usuallyValidFor } from './plan.ts';
import { planFile } from './plan-file.ts';
import { printDocument } from './print-document.ts';
import { asRefusal } from './refused.ts';
import { deniedTo, type StrategyFlags, strategyOf, weightedSettings } from './strategy-flags.ts';

export interface Planning extends FindingsFlags, StrategyFlags {
  readonly to: TargetType;
  readonly output: string;
  readonly out?: string;
  readonly validFor: number;
  readonly detailedExitcode?: boolean;
}

/** A plan with everything that it rests on. */
export interface Planned extends Examination {
  readonly plan: Plan;
  readonly hash: PlanHash;
}

/** What a plan is made from. */
interface Seen {
  readonly snapshot: Snapshot;
  /** What the weighted strategy may not do; null: nobody was asked. */
  readonly denied: readonly string[] | null;
}

/** Looks, and asks meanwhile what may be done. Throws NlbctlError. */
export async function lookAhead(session: Session, ref: ServiceRef): Promise<Seen> {
  const [snapshot, denied] = await Promise.all([
    session.observe(ref, { withSurroundings: true }),
    deniedTo(session, ref),
  ]);
  return { snapshot, denied };
}

/** Plans a migration from one look. */
export async function planned(
  session: Session,
  { snapshot, denied }: Seen,
  to: TargetType,
  flags: FindingsFlags & StrategyFlags,
): Promise<Planned> {
  const strategy = strategyOf(flags, snapshot);
  const weighted = strategy === 'weighted' ? { weighted: { denied: denied ?? [] } } : {};
  const examination = await examine(session, snapshot, flags, { to, ...weighted });
  const ask: WeightedAsk = { settings: weightedSettings(flags, examination, to), denied };
  const plan = planOf(snapshot, examination.inspection, to, strategy, ask);
  return { ...examination, plan, hash: planHash(planInputs(snapshot, to)) };
}

/** Observes, plans, prints; writes nothing but the file that `--out` names. 7 with a block. */
export async function plan(session: Session, service: string | undefined, flags: Planning): Promise<number> {
  const { to, output } = flags;
  const ref = await session.service(service);
  const seen = await lookAhead(session, ref).catch((error: unknown) => {
    throw asRefusal(error);
  });
  const made = await planned(session, seen, to, flags);
  const { inspection, findings } = made;
  session.tell({ kind: 'plan', inspection, findings, plan: made.plan });
  const document = documentOf(made, flags.validFor);
  if (flags.out !== undefined) await planFile.write(flags.out, document);
  if (output === 'kustomize') session.print(await yaml(kustomizePatch(ref, to)));
  else if (output === 'patch') session.print(json(mergePatch(to)));
  else if (!(await printDocument(session, output, () => document))) {
    const surface = await session.surface('stdout');
    session.print(
      [planText(inspection, findings, made.plan, surface, 'in-full'), '', ...lastLines(ref, made, flags)].join('\n'),
    );
  }
  if (blocks(made)) return exitCode.blocked;
  if (flags.failOn === 'warning' && findings.some(isOpenWarning)) return exitCode.blocked;
  return flags.detailedExitcode === true && made.plan.steps.length > 0 ? exitCode.differences : exitCode.ok;
}

/** The document of a plan, which a saved plan is too. @param validFor milliseconds after the Snapshot. */
export function documentOf({ snapshot, inspection, findings, plan, hash }: Planned, validFor = usuallyValidFor) {
  const expiresAt = new Date(Date.parse(snapshot.at) + validFor).toISOString();
  return planDocument(inspection, findings, plan, hash, expiresAt);
}

const blocks = ({ findings }: Pick<Planned, 'findings'>): boolean =>
  findings.some(({ severity }) => severity === 'block');

export const isOpenWarning = ({ severity, suppressedBy }: Planned['findings'][number]): boolean =>
  severity === 'warning' && suppressedBy === null;

/** That nothing was changed, and the command that does it. */
function lastLines({ namespace, name }: ServiceRef, made: Planned, { to, out }: Planning): string[] {
  const saved = out === undefined ? '' : ` The plan is in ${out}.`;
  if (made.plan.steps.length === 0) return [`Nothing was changed.${saved}`];
  if (blocks(made)) return [`Nothing was changed, and with a block nothing can be: mend it first.${saved}`];
  const by = made.plan.strategy === 'in-place' ? '' : ` --strategy ${made.plan.strategy}`;
  const command =
    out === undefined ? `nlbctl migrate ${name} -n ${namespace} --to ${to}${by}` : `nlbctl migrate --plan ${out}`;
  return [`Nothing was changed.${saved} To make the change:   ${command}`];
}
