import {
  crossZone,
  type Inventory,
  loadBalancerOf,
  type TargetGroupRecord,
  type TargetRecord,
  targetKey,
} from './inventory.ts';
import { afterCheck, type CheckResult, type Health, isChecked, type UnusedCause } from './target-health.ts';

/** The two questions that AWS's documents leave open. */
export interface HealthOptions {
  /**
   * Whether a new target is healthy after one success or after the healthy threshold. The NLB guide says that one is
   * enough, AWS Support that the threshold applies (aws-load-balancer-controller#1834), which the API's text bears out.
   */
  firstHealthy: 'threshold' | 'one-success';
  /** Whether a group that listeners forward to with weight 0 only is checked. */
  zeroWeightHealthChecked: boolean;
}

export const defaultHealthOptions: HealthOptions = { firstHealthy: 'threshold', zeroWeightHealthChecked: true };

/** Moves targets along on the clock; describing them never does. */
export interface HealthMonitor {
  /** To be called after anything that may put targets into use or out of it: a listener, a zone, an attribute, a target. */
  review(group: TargetGroupRecord): void;
  /** The targets drain, or are gone at once where nothing used them. */
  deregister(group: TargetGroupRecord, targets: TargetRecord[]): void;
  /** The group is deleted. */
  forget(group: TargetGroupRecord): void;
  /** Nothing is on its way: no target initial or draining, and a check now would change nothing. */
  settled(): boolean;
}

export function createHealthMonitor(inventory: Inventory, options: HealthOptions, changed: () => void): HealthMonitor {
  const { clock, network, delays } = inventory;
  const rounds = new Map<TargetGroupRecord, { interval: number; cancel: () => void }>();

  const unusedCause = (group: TargetGroupRecord, target: TargetRecord): UnusedCause | undefined => {
    const balancer = loadBalancerOf(inventory, group);
    const weighted = options.zeroWeightHealthChecked || [...group.usedBy.values()].some((weight) => weight > 0);
    if (balancer === undefined || !weighted) return 'not-attached';
    const place = network.locate({
      type: group.description.TargetType === 'instance' ? 'instance' : 'ip',
      id: target.id,
    });
    if (group.description.TargetType === 'instance') {
      if (place.state === 'stopped') return 'stopped';
      if (place.state !== 'running') return 'terminated';
    }
    if (place.usedByLoadBalancer === true) return 'ip-unusable';
    const zones = balancer.description.AvailabilityZones.map((zone) => zone.ZoneName);
    const enabled = target.zone === undefined || target.zone === 'all' || zones.includes(target.zone);
    return enabled || crossZone(group, balancer) ? undefined : 'zone-not-enabled';
  };

  const check = (group: TargetGroupRecord, target: TargetRecord): CheckResult => {
    const { HealthCheckPort, HealthCheckProtocol, HealthCheckPath, TargetType } = group.description;
    return network.check({
      type: TargetType === 'instance' ? 'instance' : 'ip',
      id: target.id,
      port: HealthCheckPort === 'traffic-port' ? target.port : Number(HealthCheckPort),
      protocol: HealthCheckProtocol,
      path: HealthCheckPath ?? '/',
      ...(group.attributes.get('proxy_protocol_v2.enabled') === 'true' ? { proxyHeader: true } : {}),
    });
  };

  const settle = (target: TargetRecord, health: Health) => {
    if (JSON.stringify(target.health) === JSON.stringify(health)) return;
    target.health = health;
    changed();
  };

  /** One timer for all that were registered together. */
  const beginRegistration = (group: TargetGroupRecord, targets: TargetRecord[]) => {
    const begun = targets.map((target) => {
      const health: Health = { phase: 'registering', elapsed: false };
      target.health = health;
      return { target, health };
    });
    changed();
    clock.after(delays.registration, () => {
      for (const { target, health } of begun) {
        if (target.health === health) target.health = { phase: 'registering', elapsed: true };
      }
      review(group);
    });
  };

  const review = (group: TargetGroupRecord) => {
    const newcomers: TargetRecord[] = [];
    const active = loadBalancerOf(inventory, group)?.description.State.Code !== 'provisioning';
    for (const target of group.targets.values()) {
      if (target.health.phase === 'draining') continue;
      const cause = unusedCause(group, target);
      if (cause !== undefined) settle(target, { phase: 'unused', cause });
      else if (target.health.phase === 'unused') newcomers.push(target);
      else if (target.health.phase === 'registering' && target.health.elapsed && active) {
        settle(target, { phase: 'checking', successes: 0, failures: 0 });
      }
    }
    if (newcomers.length > 0) beginRegistration(group, newcomers);
    keepRounds(group);
  };

  /** Rounds go on while there is something to check, or something left out whose cause may pass. */
  const keepRounds = (group: TargetGroupRecord) => {
    const interval = group.description.HealthCheckIntervalSeconds * 1000;
    const wanted = [...group.targets.values()].some(
      ({ health }) => isChecked(health) || (health.phase === 'unused' && health.cause !== 'not-attached'),
    );
    const running = rounds.get(group);
    if (running !== undefined && (!wanted || running.interval !== interval)) {
      running.cancel();
      rounds.delete(group);
    }
    if (wanted && !rounds.has(group)) schedule(group, interval);
  };

  const schedule = (group: TargetGroupRecord, interval: number) => {
    const cancel = clock.after(interval, () => {
      rounds.delete(group);
      review(group);
      for (const target of group.targets.values()) if (isChecked(target.health)) examine(group, target);
      keepRounds(group);
    });
    rounds.set(group, { interval, cancel });
  };

  const examine = (group: TargetGroupRecord, target: TargetRecord) => {
    const { HealthyThresholdCount, UnhealthyThresholdCount } = group.description;
    const thresholds = {
      healthy: HealthyThresholdCount,
      firstHealthy: options.firstHealthy === 'threshold' ? HealthyThresholdCount : 1,
      unhealthy: UnhealthyThresholdCount,
    };
    const kept = keptConnections(group);
    const before = target.health;
    const after = afterCheck(before, check(group, target), thresholds, kept === 0 ? undefined : {});
    settle(target, after);
    const token = after.phase === 'unhealthy' ? after.draining : undefined;
    if (token === undefined || before.phase !== 'healthy') return;
    clock.after(kept, () => {
      const { health } = target;
      if (health.phase !== 'unhealthy' || health.draining !== token) return;
      settle(target, { phase: 'unhealthy', reason: health.reason, successes: health.successes });
    });
  };

  const contradicted = (group: TargetGroupRecord, target: TargetRecord): boolean => {
    const cause = unusedCause(group, target);
    if (target.health.phase === 'unused') return cause !== target.health.cause;
    return cause !== undefined || check(group, target).ok !== (target.health.phase === 'healthy');
  };

  return {
    review,
    deregister(group, targets) {
      const begun: { target: TargetRecord; health: Health }[] = [];
      for (const target of targets) {
        const health: Health = { phase: 'draining' };
        if (target.health.phase === 'draining') continue;
        // No load balancer forwards here, so that there is no connection to wait for.
        if (target.health.phase === 'unused') group.targets.delete(targetKey(target.id, target.port));
        else {
          target.health = health;
          begun.push({ target, health });
        }
      }
      changed();
      keepRounds(group);
      if (begun.length === 0) return;
      clock.after(drainingTime(inventory, group), () => {
        for (const { target, health } of begun) {
          if (target.health === health) group.targets.delete(targetKey(target.id, target.port));
        }
        changed();
      });
    },
    forget(group) {
      rounds.get(group)?.cancel();
      rounds.delete(group);
      group.targets.clear();
      changed();
    },
    settled: () =>
      [...inventory.targetGroups.values()].every((group) =>
        [...group.targets.values()].every(({ health, ...target }) => {
          if (health.phase === 'registering' || health.phase === 'checking' || health.phase === 'draining')
            return false;
          if (health.phase === 'unhealthy' && health.draining !== undefined) return false;
          return !contradicted(group, { ...target, health });
        }),
      ),
  };
}

/** How long connections of a target that turned unhealthy are kept, in milliseconds; 0 where they are cut. */
function keptConnections(group: TargetGroupRecord): number {
  const cut = group.attributes.get('target_health_state.unhealthy.connection_termination.enabled') !== 'false';
  return cut ? 0 : Number(group.attributes.get('target_health_state.unhealthy.draining_interval_seconds') ?? 0) * 1000;
}

/** How long a deregistered target is `draining`, in milliseconds. */
function drainingTime({ delays }: Inventory, group: TargetGroupRecord): number {
  const wanted = Number(group.attributes.get('deregistration_delay.timeout_seconds') ?? 300) * 1000;
  return Math.min(delays.deregistrationLimit, Math.max(delays.deregistration, wanted));
}
