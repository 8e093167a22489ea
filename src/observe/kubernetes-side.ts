import type { Kubernetes } from '../kubernetes/cluster.ts';
import { autoModeClass } from '../model/annotations.ts';
import type { TargetGroupBinding } from '../model/binding.ts';
import type { EndpointSlice } from '../model/endpoints.ts';
import type { ControllerEvent } from '../model/event.ts';
import type { Service, ServiceRef } from '../model/service.ts';
import type { NotRead } from '../model/snapshot.ts';
import type { Node, Pod } from '../model/workload.ts';
import { bindingsOf } from './left-over.ts';
import { readable } from './readable.ts';

interface KubernetesSide {
  readonly endpointSlices: readonly EndpointSlice[] | null;
  readonly nodes: readonly Node[] | null;
  readonly events: readonly ControllerEvent[] | null;
}

/** How many events a Snapshot keeps, the newest. */
const recent = 20;

/** Begins every read that needs no more than the Service's name, all at once. */
export function readKubernetes(ref: ServiceRef, kubernetes: Kubernetes, notRead: NotRead[], signal: AbortSignal) {
  const bindings = readBindings(ref, kubernetes, notRead, signal);
  const all = Promise.all([
    readable('endpoint slices', notRead, kubernetes.endpointSlices(ref, signal)),
    readable('nodes', notRead, kubernetes.nodes(signal)),
    readable('events', notRead, readEvents(ref, kubernetes, bindings, signal)),
  ]).then(([endpointSlices, nodes, events]): KubernetesSide => ({ endpointSlices, nodes, events }));
  bindings.catch(() => undefined);
  all.catch(() => undefined);
  return { bindings, all };
}

/** The pods that a Service selects; those of the whole namespace where it selects none and its endpoints come from elsewhere. */
export async function readPods(service: Service, kubernetes: Kubernetes, signal: AbortSignal): Promise<Pod[]> {
  return kubernetes.pods(service.namespace, service.selector, signal);
}

/** Bindings of the two API groups, and whether those of one of them may not be read. */
interface Bindings {
  /** null: the cluster has neither kind, or neither may be read. */
  readonly read: readonly TargetGroupBinding[] | null;
  /** Of every binding of the controller's in the namespace, whoever it belongs to; null: they may not be read. */
  readonly names: readonly string[] | null;
  readonly denied: ReadonlySet<ApiGroup>;
}

type ApiGroup = 'elbv2.k8s.aws' | 'eks.amazonaws.com';

async function readBindings(
  ref: ServiceRef,
  kubernetes: Kubernetes,
  notRead: NotRead[],
  signal: AbortSignal,
): Promise<Bindings> {
  const denied = new Set<ApiGroup>();
  const ofGroup = async (group: ApiGroup) => {
    const missing: NotRead[] = [];
    const value = await readable(
      `targetgroupbindings.${group}`,
      missing,
      kubernetes.bindings(group, ref.namespace, signal),
    );
    if (missing.length > 0) denied.add(group);
    notRead.push(...missing);
    return value;
  };
  const [controllers, autoModes] = await Promise.all([ofGroup('elbv2.k8s.aws'), ofGroup('eks.amazonaws.com')]);
  const names = denied.has('elbv2.k8s.aws') ? null : (controllers ?? []).map(({ name }) => name).sort();
  if (controllers === null && autoModes === null) {
    if (denied.size === 0)
      notRead.push({
        what: 'targetgroupbindings.elbv2.k8s.aws',
        permission: null,
        reason: 'the cluster has no such kind: the AWS Load Balancer Controller’s CRDs are not installed',
      });
    return { read: null, names, denied };
  }
  const all = [...(controllers ?? []), ...(autoModes ?? [])];
  return { read: bindingsOf(ref, all), names, denied };
}

/** A Service's bindings; null where those of the API group that its controller uses may not be read. */
export function bindingsFor(service: Service, { read, denied }: Bindings): readonly TargetGroupBinding[] | null {
  return denied.has(service.loadBalancerClass === autoModeClass ? 'eks.amazonaws.com' : 'elbv2.k8s.aws') ? null : read;
}

async function readEvents(
  ref: ServiceRef,
  kubernetes: Kubernetes,
  bindings: Promise<Bindings>,
  signal: AbortSignal,
): Promise<ControllerEvent[]> {
  const [ofService, ofBindings] = await Promise.all([
    kubernetes.events(ref.namespace, { kind: 'Service', name: ref.name }, signal),
    kubernetes.events(ref.namespace, { kind: 'TargetGroupBinding' }, signal),
  ]);
  const names = new Set((await bindings).read?.map(({ name }) => name));
  const ours = [...ofService, ...ofBindings.filter(({ object }) => names.has(object.name))];
  const newestFirst = (a: ControllerEvent, b: ControllerEvent) =>
    (b.lastTimestamp ?? '').localeCompare(a.lastTimestamp ?? '');
  return ours.sort(newestFirst).slice(0, recent);
}
