import type { Elbv2 } from '../aws/elbv2.ts';
import type { Kubernetes } from '../kubernetes/cluster.ts';
import type { ServiceRef } from '../model/service.ts';
import type { NotRead, Snapshot } from '../model/snapshot.ts';
import type { ServiceUse, Surroundings } from '../model/surroundings.ts';
import { readable } from './readable.ts';

interface Around {
  readonly kubernetes: Kubernetes;
  readonly elbv2: Promise<Elbv2>;
  /** Being read for the Service's own bindings anyway. */
  readonly bindingNames: Promise<readonly string[] | null>;
  readonly notRead: NotRead[];
  readonly signal: AbortSignal;
}

/** What each of these reads is called where it was denied. */
const parts = {
  namespaceLabels: 'namespace',
  controllers: 'the controller’s Deployment',
  workloads: 'deployments',
  disruptionBudgets: 'pod disruption budgets',
  ingresses: 'ingresses',
  routes: 'routes of the Gateway API',
  mayPatchService: 'access review',
  limits: 'account limits',
} as const;

/** A Snapshot as a look would make it that does not ask for what is around the Service. */
export function withoutSurroundings(snapshot: Snapshot): Snapshot {
  const names: readonly string[] = Object.values(parts);
  return { ...snapshot, surroundings: null, notRead: snapshot.notRead.filter(({ what }) => !names.includes(what)) };
}

/** Begins every read of what is around a Service, all at once; none of them waits for another. */
export async function readSurroundings(
  ref: ServiceRef,
  { kubernetes, elbv2, bindingNames, notRead, signal }: Around,
): Promise<Surroundings> {
  const { namespace } = ref;
  const [namespaceLabels, controllers, workloads, disruptionBudgets, ingresses, routes, mayPatchService, limits] =
    await Promise.all([
      readable(parts.namespaceLabels, notRead, kubernetes.namespaceLabels(namespace, signal)),
      readable(parts.controllers, notRead, kubernetes.controllers(signal)),
      readable(parts.workloads, notRead, kubernetes.workloads(namespace, signal)),
      readable(parts.disruptionBudgets, notRead, kubernetes.disruptionBudgets(namespace, signal)),
      readable(parts.ingresses, notRead, kubernetes.ingressesOf(ref, signal)),
      readable(parts.routes, notRead, kubernetes.routesOf(ref, signal)),
      readable(parts.mayPatchService, notRead, kubernetes.mayPatchService(ref, signal)),
      readable(
        parts.limits,
        notRead,
        elbv2.then((client) => client.limits(signal)),
      ),
    ]);
  return {
    namespaceLabels,
    controllers,
    workloads,
    disruptionBudgets,
    bindingNames: await bindingNames,
    uses: both(ingresses, routes),
    mayPatchService,
    limits,
  };
}

/** What was read of two parts; null where neither was. */
function both(one: ServiceUse[] | null, other: ServiceUse[] | null): ServiceUse[] | null {
  return one === null && other === null ? null : [...(one ?? []), ...(other ?? [])];
}
