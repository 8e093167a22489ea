import type { TargetDescription, TargetHealthDescription } from './api.ts';
import { Elbv2Error } from './elbv2-error.ts';
import type { HealthMonitor } from './health-monitor.ts';
import {
  crossZone,
  type Inventory,
  loadBalancerOf,
  type TargetGroupRecord,
  type TargetRecord,
  targetGroupRecord,
  targetKey,
} from './inventory.ts';
import { healthReport, notRegistered } from './target-health.ts';
import { assertTargetQuotas } from './target-quotas.ts';
import { acceptReference, acceptTargets } from './target-validation.ts';

type TargetsInput = { TargetGroupArn: string; Targets: TargetDescription[] };

/** All of the targets or none. One that is registered stays as it is, one that drains begins anew. */
export function registerTargets(inventory: Inventory, monitor: HealthMonitor, input: TargetsInput): void {
  const group = targetGroupRecord(inventory, input.TargetGroupArn);
  const accepted = new Map(
    acceptTargets(inventory, group, input.Targets).map((target) => [targetKey(target.id, target.port), target]),
  );
  const added: TargetRecord[] = [...accepted.values()]
    .filter(({ id, port }) => !group.targets.has(targetKey(id, port)))
    .map((target) => ({ ...target, health: { phase: 'unused', cause: 'not-attached' } }));
  const limit = inventory.quotas.targetsPerTargetGroup;
  if (group.targets.size + added.length > limit) {
    throw new Elbv2Error(
      'TooManyTargets',
      `The maximum number of targets per target group '${limit}' has been reached on target group '${input.TargetGroupArn}'`,
    );
  }
  const balancer = loadBalancerOf(inventory, group);
  if (balancer !== undefined) assertTargetQuotas(inventory, balancer, added, crossZone(group, balancer));
  for (const key of accepted.keys()) {
    const present = group.targets.get(key);
    if (present?.health.phase === 'draining') present.health = { phase: 'unused', cause: 'not-attached' };
  }
  for (const target of added) group.targets.set(targetKey(target.id, target.port), target);
  monitor.review(group);
}

/** A target that is not registered is passed over (API reference, DeregisterTargets). */
export function deregisterTargets(inventory: Inventory, monitor: HealthMonitor, input: TargetsInput): void {
  const group = targetGroupRecord(inventory, input.TargetGroupArn);
  const references = input.Targets.map((target) => acceptReference(group, target));
  const keys = new Set(references.map(({ id, port }) => targetKey(id, port)));
  monitor.deregister(
    group,
    [...keys].flatMap((key) => group.targets.get(key) ?? []),
  );
}

/** All registered targets, or those asked for: what is not registered is then `unused` with Target.NotRegistered. */
export function describeTargetHealth(
  inventory: Inventory,
  input: { TargetGroupArn: string; Targets?: TargetDescription[] },
): TargetHealthDescription[] {
  const group = targetGroupRecord(inventory, input.TargetGroupArn);
  const { Targets: asked = [] } = input;
  if (asked.length === 0) return [...group.targets.values()].map((target) => describe(inventory, group, target));
  return asked
    .map((target) => acceptReference(group, target))
    .map(({ id, port }) => {
      const target = group.targets.get(targetKey(id, port));
      return target === undefined
        ? { Target: { Id: id, Port: port }, TargetHealth: notRegistered }
        : describe(inventory, group, target);
    });
}

function describe(inventory: Inventory, group: TargetGroupRecord, target: TargetRecord): TargetHealthDescription {
  const { HealthCheckPort: port } = group.description;
  return {
    Target: {
      Id: target.id,
      Port: target.port,
      ...(target.availabilityZone === undefined ? {} : { AvailabilityZone: target.availabilityZone }),
    },
    HealthCheckPort: port === 'traffic-port' ? String(target.port) : port,
    TargetHealth: healthReport(target.health),
    AdministrativeOverride: isShifted(inventory, group, target) ? shifted : notOverridden,
  };
}

/** A zonal shift concerns load balancers that opted in (NLB guide, "Zonal shift"); it leaves the target's health as it is. */
function isShifted(inventory: Inventory, group: TargetGroupRecord, { zone }: TargetRecord): boolean {
  const balancer = loadBalancerOf(inventory, group);
  return (
    balancer?.attributes.get('zonal_shift.config.enabled') === 'true' && inventory.shiftedZones.has(zone ?? 'none')
  );
}

const notOverridden = {
  State: 'no_override',
  Reason: 'AdministrativeOverride.NoOverride',
  Description: 'No override is currently active on target',
} as const;

const shifted = {
  State: 'zonal_shift_active',
  Reason: 'AdministrativeOverride.ZonalShiftActive',
  Description: 'Zonal shift is active on target',
} as const;
