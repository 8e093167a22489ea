import { targetTypePatch } from '../judge/plan/change.ts';
import type { Kubernetes } from '../kubernetes/cluster.ts';
import type { Service } from '../model/service.ts';
import type { TargetType } from '../model/target-type.ts';

/** Writes the target type, or, with `dryRun`, has the API server check it. Throws Conflict when somebody else was faster. */
export function patchTargetType(
  kubernetes: Kubernetes,
  service: Service,
  to: TargetType,
  dryRun: boolean,
  signal: AbortSignal,
): Promise<Service> {
  return kubernetes.patchService(service, targetTypePatch(service, to), { dryRun }, signal);
}
