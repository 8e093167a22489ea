import pLimit from 'p-limit';
import type { Elbv2 } from '../aws/elbv2.ts';
import type { Kubernetes } from '../kubernetes/cluster.ts';
import { type ErrorCode, NlbctlError } from '../model/errors.ts';
import type { Service } from '../model/service.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { listCandidates } from './candidates.ts';
import { type Observing, observe } from './observe.ts';

/** A Service among many: what was seen of it, or why nothing could be. */
export type Observed =
  | { readonly service: Service; readonly snapshot: Snapshot }
  | { readonly service: Service; readonly failure: NlbctlError };

/** The Services of one namespace, or of all, at one instant. */
export interface Gathered {
  /** RFC 3339 UTC. */
  readonly at: string;
  readonly context: string | null;
  readonly cluster: string | null;
  /** null: all of them. */
  readonly namespace: string | null;
  readonly observed: readonly Observed[];
}

/** Which Services are meant. */
export interface Where {
  readonly allNamespaces: boolean;
  /** As kubectl spells it; null: all. */
  readonly selector: string | null;
}

/** Services that are read at the same time: ELBv2's bucket is shared with the controller (ELB user guide, API throttling). */
const sideBySide = 4;

/** Failures that concern one Service alone, so that the others are still read. */
export const ofOneService: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'LoadBalancerAmbiguous',
  'NotANetworkLoadBalancer',
  'NotALoadBalancerService',
  'RegionContradicted',
  'RegionUnknown',
  'ServiceNotFound',
]);

/** Reads every Service with a load balancer. `flag` is the namespace that was named; without one it is the context's. */
export async function observeAll(where: Where, flag: string | null, observing: Observing): Promise<Gathered> {
  const { kubernetes, now, signal } = observing;
  const namespace = where.allNamespaces ? null : (flag ?? kubernetes.namespace);
  const services = await listCandidates(kubernetes, { namespace, selector: where.selector }, signal);
  const observed = await observeMany(services, observing);
  const { context, cluster } = kubernetes;
  return { at: new Date(now()).toISOString(), context, cluster, namespace, observed };
}

/** Reads many Services, and what they share only once: nodes, bindings, load balancers, target groups, what is around them. */
async function observeMany(services: readonly Service[], observing: Observing): Promise<Observed[]> {
  const kubernetes = sharedKubernetes(observing.kubernetes, services);
  const sharedClient = rememberFirst((client: Elbv2) => sharedElbv2(client));
  const elbv2 = async (service: Service) => sharedClient(await observing.elbv2(service));
  const limit = pLimit(sideBySide);
  return Promise.all(
    services.map((service) =>
      limit(async (): Promise<Observed> => {
        try {
          return { service, snapshot: await observe(service, { ...observing, kubernetes, elbv2 }) };
        } catch (failure) {
          if (failure instanceof NlbctlError && ofOneService.has(failure.code)) return { service, failure };
          throw failure;
        }
      }),
    ),
  );
}

/** The cluster, read once for all Services where the answer is the same. */
function sharedKubernetes(kubernetes: Kubernetes, services: readonly Service[]): Kubernetes {
  const key = (ref: { namespace: string; name: string }) => `${ref.namespace}/${ref.name}`;
  const known = new Map(services.map((service) => [key(service), service]));
  const nodes = rememberFirst((_: 'nodes', signal) => kubernetes.nodes(signal));
  const controllerDeployments = rememberFirst((_: 'controllers', signal) => kubernetes.controllers(signal));
  const workloads = rememberFirst((namespace: string, signal) => kubernetes.workloads(namespace, signal));
  const disruptionBudgets = rememberFirst((namespace: string, signal) =>
    kubernetes.disruptionBudgets(namespace, signal),
  );
  const namespaceLabels = rememberFirst((namespace: string, signal) => kubernetes.namespaceLabels(namespace, signal));
  const controllers = rememberFirst((namespace: string, signal) =>
    kubernetes.bindings('elbv2.k8s.aws', namespace, signal),
  );
  const autoModes = rememberFirst((namespace: string, signal) =>
    kubernetes.bindings('eks.amazonaws.com', namespace, signal),
  );
  const bindingEvents = rememberFirst((namespace: string, signal) =>
    kubernetes.events(namespace, { kind: 'TargetGroupBinding' }, signal),
  );
  const overrides: Partial<Kubernetes> = {
    service: async (ref, signal) => known.get(key(ref)) ?? (await kubernetes.service(ref, signal)),
    nodes: (signal) => nodes('nodes', signal),
    controllers: (signal) => controllerDeployments('controllers', signal),
    workloads,
    disruptionBudgets,
    namespaceLabels,
    bindings: (group, namespace, signal) =>
      group === 'elbv2.k8s.aws' ? controllers(namespace, signal) : autoModes(namespace, signal),
    events: (namespace, about, signal) =>
      about.name === undefined ? bindingEvents(namespace, signal) : kubernetes.events(namespace, about, signal),
  };
  return Object.assign(Object.create(kubernetes), overrides);
}

/** ELBv2, where one list of load balancers and one of target groups answers for every Service. */
function sharedElbv2(elbv2: Elbv2): Elbv2 {
  const loadBalancers = rememberFirst((_: 'all', signal) => elbv2.loadBalancers(signal));
  const targetGroups = rememberFirst((_: 'all', signal) => elbv2.targetGroups(signal));
  const limits = rememberFirst((_: 'all', signal) => elbv2.limits(signal));
  const overrides: Partial<Elbv2> = {
    loadBalancers: (signal) => loadBalancers('all', signal),
    loadBalancersByName: async (name, signal) =>
      (await loadBalancers('all', signal)).find((each) => each.name.toLowerCase() === name.toLowerCase()) ?? null,
    targetGroups: (signal) => targetGroups('all', signal),
    limits: (signal) => limits('all', signal),
  };
  return Object.assign(Object.create(elbv2), overrides);
}

/** The first answer for a key serves everyone who asks for it. */
function rememberFirst<Key, Value>(ask: (key: Key, signal: AbortSignal) => Value) {
  const answers = new Map<Key, Value>();
  return (key: Key, signal: AbortSignal = new AbortController().signal): Value => {
    if (!answers.has(key)) answers.set(key, ask(key, signal));
    return answers.get(key) as Value;
  };
}
