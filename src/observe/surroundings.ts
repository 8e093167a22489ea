import type { Elbv2 } from '../aws/elbv2.ts';
import type { Kubernetes } from '../kubernetes/cluster.ts';
import type { ServiceRef } from '../model/service.ts';
import type { NotRead } from '../model/snapshot.ts';
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

/** Begins every read of what is around a Service, all at once; none of them waits for another. */
export async function readSurroundings(
  ref: ServiceRef,
  { kubernetes, elbv2, bindingNames, notRead, signal }: Around,
): Promise<Surroundings> {
  const { namespace } = ref;
  const [namespaceLabels, controllers, workloads, disruptionBudgets, ingresses, routes, mayPatchService, limits] =
    await Promise.all([
      readable('namespace', notRead, kubernetes.namespaceLabels(namespace, signal)),
      readable('the controller’s Deployment', notRead, kubernetes.controllers(signal)),
      readable('deployments', notRead, kubernetes.workloads(namespace, signal)),
      readable('pod disruption budgets', notRead, kubernetes.disruptionBudgets(namespace, signal)),
      readable('ingresses', notRead, kubernetes.ingressesOf(ref, signal)),
      readable('routes of the Gateway API', notRead, kubernetes.routesOf(ref, signal)),
      readable('access review', notRead, kubernetes.mayPatchService(ref, signal)),
      readable(
        'account limits',
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
