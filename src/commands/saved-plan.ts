import type { Session } from '../cli/session.ts';
import { movedParts } from '../migrate/plan-hash.ts';
import { NlbctlError } from '../model/errors.ts';
import type { ServiceRef } from '../model/service.ts';
import type { TargetType } from '../model/target-type.ts';
import { clusterNameOf } from '../observe/origin.ts';
import { version } from '../output/version.ts';
import { planFile, type SavedPlan } from './plan-file.ts';
import type { Planned } from './planning.ts';

/** What a migration is asked for, by arguments or by a saved plan. */
export interface Wanted {
  readonly ref: ServiceRef;
  readonly to: TargetType;
  /** The command without `--yes`, to be given again. */
  readonly command: string;
  /** null: no plan was saved. */
  readonly saved: SavedPlan | null;
}

/** Reads it off the arguments. A plan names Service and target type: to give them as well is wrong usage. */
export async function wantedOf(
  session: Session,
  service: string | undefined,
  { to, plan }: { readonly to?: TargetType; readonly plan?: string },
): Promise<Wanted> {
  if (plan === undefined) {
    if (to === undefined)
      throw new NlbctlError('Usage', 'to which target type is not said', { hint: 'add --to ip or --to instance' });
    const ref = await session.service(service);
    return { ref, to, command: `nlbctl migrate ${ref.name} -n ${ref.namespace} --to ${to}`, saved: null };
  }
  if (service !== undefined || to !== undefined)
    throw new NlbctlError('Usage', 'a saved plan names the Service and the target type; both are given twice', {
      hint: `leave them out: nlbctl migrate --plan ${plan}`,
    });
  const saved = await planFile.read(plan);
  const { namespace, name } = saved.service;
  // Nothing is read where the plan is not for: a Service of the same name may well be there.
  const cluster = clusterNameOf(await session.kubernetes());
  if (cluster !== saved.meta.cluster) throw elsewhere('cluster', saved.meta.cluster, cluster);
  return { ref: { namespace, name }, to: saved.to, command: `nlbctl migrate --plan ${plan}`, saved };
}

/** Throws PlanOutOfDate for a saved plan that is for another account, or for another Service of the same name. */
export function requireSameService({ saved }: Wanted, { inspection, snapshot }: Planned): void {
  if (saved === null) return;
  const { namespace, name } = saved.service;
  const { account } = inspection.origin;
  if (saved.meta.account !== null && saved.meta.account !== account)
    throw elsewhere('account', saved.meta.account, account);
  if (saved.service.uid !== snapshot.service.uid)
    throw new NlbctlError(
      'PlanOutOfDate',
      `Service ${namespace}/${name} is not the one that the plan was made for: it was deleted and made anew; nothing was changed`,
      madeAnew(saved),
    );
}

/** Throws PlanOutOfDate for a saved plan that is too old, or made from what is not so any more. */
export function requireUpToDate({ saved }: Wanted, { hash }: Planned, now: number): void {
  if (saved === null) return;
  const again = madeAnew(saved);
  if (now > Date.parse(saved.expiresAt))
    throw new NlbctlError('PlanOutOfDate', `the plan expired at ${saved.expiresAt}; nothing was changed`, again);
  if (saved.inputs.hash === hash.hash) return;
  if (saved.meta.version !== version)
    throw new NlbctlError(
      'PlanOutOfDate',
      `the plan was made by nlbctl ${saved.meta.version}, and this is ${version}: whether anything changed since cannot be told; nothing was changed`,
      again,
    );
  const moved = movedParts(saved.inputs, hash);
  throw new NlbctlError(
    'PlanOutOfDate',
    `since the plan was made, ${moved.length === 0 ? 'something' : moved.join(', and ')} changed; nothing was changed by nlbctl`,
    again,
  );
}

const madeAnew = ({ service: { namespace, name }, to }: SavedPlan) => ({
  hint: `make a new one: nlbctl plan ${name} -n ${namespace} --to ${to} --out FILE`,
});

const elsewhere = (what: 'cluster' | 'account', planned: string | null, here: string | null) =>
  new NlbctlError(
    'PlanOutOfDate',
    `the plan is for ${what} ${planned ?? 'unknown'}, and this is ${what} ${here ?? 'unknown'}; nothing was changed`,
    { hint: 'choose another context with --context' },
  );
