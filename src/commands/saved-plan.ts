import type { Session } from '../cli/session.ts';
import { movedParts } from '../migrate/plan-hash.ts';
import { NlbctlError } from '../model/errors.ts';
import type { ServiceRef } from '../model/service.ts';
import type { TargetType } from '../model/target-type.ts';
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
  return { ref: { namespace, name }, to: saved.to, command: `nlbctl migrate --plan ${plan}`, saved };
}

/** Throws PlanOutOfDate for a saved plan that is of another place, too old, or made from what is not so any more. */
export function requireUpToDate({ saved }: Wanted, { inspection, hash, snapshot }: Planned, now: number): void {
  if (saved === null) return;
  const { namespace, name } = saved.service;
  const again = { hint: `make a new one: nlbctl plan ${name} -n ${namespace} --to ${saved.to} --out FILE` };
  const { cluster, account } = inspection.origin;
  if (saved.meta.cluster !== cluster || (saved.meta.account !== null && saved.meta.account !== account))
    throw new NlbctlError(
      'PlanOutOfDate',
      `the plan is for cluster ${saved.meta.cluster ?? 'unknown'}, account ${saved.meta.account ?? 'unknown'}, and this is cluster ${cluster ?? 'unknown'}, account ${account ?? 'unknown'}; nothing was changed`,
      { hint: 'choose the context with --context' },
    );
  if (saved.service.uid !== snapshot.service.uid)
    throw new NlbctlError(
      'PlanOutOfDate',
      `Service ${namespace}/${name} is not the one that the plan was made for: it was deleted and made anew; nothing was changed`,
      again,
    );
  if (now > Date.parse(saved.expiresAt))
    throw new NlbctlError('PlanOutOfDate', `the plan expired at ${saved.expiresAt}; nothing was changed`, again);
  if (saved.inputs.hash === hash.hash) return;
  const moved = movedParts(saved.inputs, hash);
  throw new NlbctlError(
    'PlanOutOfDate',
    `since the plan was made, ${moved.length === 0 ? 'something' : moved.join(', and ')} changed; nothing was changed by nlbctl`,
    again,
  );
}
