import type { Inspection, JudgedGroup, JudgedTarget, Verdict } from '../model/inspection.ts';
import type { Lookup, Snapshot } from '../model/snapshot.ts';
import type { TargetType } from '../model/target-type.ts';
import { isControllers, isOfService } from './groups-of-port.ts';
import { orderedBy } from './order.ts';

/**
 * What the readiness of a Service hangs on, and no more: two looks between which nothing of it changed have the same
 * Standing. A history keeps it for each look, so that any goal can be held against what was.
 */
export interface Standing {
  readonly targetType: TargetType | null;
  readonly loadBalancer: { readonly state: string } | { readonly absent: Lookup };
  /** Whether the cluster has bindings at all (they could be listed). */
  readonly bindingsListed: boolean;
  readonly ports: readonly PortStanding[];
  readonly oldBindings: readonly OldBinding[];
  readonly oldGroups: readonly { readonly name: string; readonly type: string; readonly port: number }[];
}

export interface PortStanding {
  readonly port: number;
  readonly hasListener: boolean;
  /** Those that get traffic. */
  readonly groups: readonly GroupStanding[];
}

export interface GroupStanding {
  readonly arn: string;
  readonly name: string;
  readonly type: string;
  readonly binding: JudgedGroup['binding'];
  readonly problems: readonly string[];
  readonly expected: number;
  readonly required: number;
  readonly requiredHealthy: number;
  readonly byDesign: number;
  readonly missing: readonly string[];
  /** Required targets that are not healthy. */
  readonly unhealthy: readonly TargetStanding[];
}

export interface TargetStanding {
  readonly name: string;
  readonly verdict: Verdict;
  readonly why: string;
}

interface OldBinding {
  readonly name: string;
  readonly port: number | string;
  readonly terminating: boolean;
}

export function standingOf(snapshot: Snapshot, inspection: Inspection): Standing {
  const { loadBalancer, lookup, service, bindings } = snapshot;
  const inService = new Set(service.ports.map(({ port }) => port));
  return {
    targetType: inspection.service.targetType.effective,
    loadBalancer: loadBalancer === null ? { absent: lookup } : { state: loadBalancer.state },
    bindingsListed: bindings !== null,
    ports: inspection.ports
      .filter(({ port }) => inService.has(port))
      .map(({ port, listenerArn, targetGroups }) => ({
        port,
        hasListener: listenerArn !== null,
        groups: targetGroups.filter(getsTraffic).map(groupStanding),
      })),
    oldBindings: oldBindings(snapshot, inspection),
    oldGroups: inspection.ports.flatMap(({ port, targetGroups }) =>
      targetGroups.filter((group) => !getsTraffic(group)).map(({ name, type }) => ({ name, type, port })),
    ),
  };
}

/** Whether the listener sends connections to a group; one of weight 0 gets none. */
export function getsTraffic({ weight }: JudgedGroup): boolean {
  return weight !== null && weight > 0;
}

function groupStanding({ arn, name, type, binding, expectation, summary, targets }: JudgedGroup): GroupStanding {
  return {
    arn,
    name,
    type,
    binding,
    problems: expectation.problems,
    expected: summary.expected,
    required: summary.required,
    requiredHealthy: summary.requiredHealthy,
    byDesign: summary.byDesign,
    missing: targets.filter(({ verdict }) => verdict === 'missing').map(nameOf),
    unhealthy: targets
      .filter(({ required, verdict }) => required && verdict !== 'ok' && verdict !== 'missing')
      .map((target) => ({ name: nameOf(target), verdict: target.verdict, why: target.why })),
  };
}

/** A target as people know it: its address, and what stands there. */
export function nameOf({ id, port, pod, node }: JudgedTarget): string {
  if (pod !== null) return `${id}:${port} (pod ${pod})`;
  return node === null ? `${id}:${port}` : `${id}:${port} (node ${node})`;
}

/** Bindings of the Service that are being deleted, and the controller's that fill a group without traffic. */
function oldBindings({ bindings, service }: Snapshot, inspection: Inspection): OldBinding[] {
  const current = new Set(
    inspection.ports.flatMap(({ targetGroups }) => targetGroups.filter(getsTraffic).map(({ arn }) => arn)),
  );
  const old = (bindings ?? []).filter(
    (binding) =>
      (binding.deletionTimestamp !== null && isOfService(binding, service.name)) ||
      (isControllers(binding) && !current.has(binding.targetGroupArn ?? '')),
  );
  return orderedBy(old, ({ name }) => name).map(({ name, servicePort, deletionTimestamp }) => ({
    name,
    port: servicePort,
    terminating: deletionTimestamp !== null,
  }));
}
