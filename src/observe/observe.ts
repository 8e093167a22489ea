import { setMaxListeners } from 'node:events';
import type { Elbv2 } from '../aws/elbv2.ts';
import type { Kubernetes } from '../kubernetes/cluster.ts';
import type { ServiceRef } from '../model/service.ts';
import type { NotRead, Snapshot } from '../model/snapshot.ts';
import { requireLoadBalancerService } from './candidates.ts';
import { findLoadBalancer } from './find-load-balancer.ts';
import { bindingsFor, readKubernetes, readPods } from './kubernetes-side.ts';
import { readListeners } from './listeners.ts';
import { accountOf, clusterNameOf } from './origin.ts';
import { readable } from './readable.ts';
import { readSurroundings } from './surroundings.ts';
import { readTargetGroups } from './target-groups.ts';

/** What an observation may use. */
export interface Observing {
  readonly kubernetes: Kubernetes;
  /** The client for the region of a Service's load balancer. */
  readonly elbv2: (service: Snapshot['service']) => Promise<Elbv2>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Whether what is around the Service is read too: what a plan and findings need. Left out: it is not. */
  readonly withSurroundings?: boolean;
}

/**
 * Reads everything about one Service into a Snapshot. At most four requests follow one another: the Service, its load
 * balancer, the listeners and target groups, and what only those name. What may not be read is in `notRead`; a Service
 * that does not exist, and credentials or a network that fail, are thrown as NlbctlError.
 */
export async function observe(ref: ServiceRef, observing: Observing): Promise<Snapshot> {
  const { kubernetes, elbv2, now, signal, withSurroundings = false } = observing;
  // Every request listens to the signal, and a dozen are under way at once: Node would warn of a leak on stderr.
  setMaxListeners(0, signal);
  const notRead: NotRead[] = [];
  const cluster = readKubernetes(ref, kubernetes, notRead, signal);
  const reading = kubernetes.service(ref, signal);
  const connecting = begun(
    reading.then((service) => {
      requireLoadBalancerService(service);
      return elbv2(service);
    }),
  );
  const bindingNames = begun(cluster.bindings.then(({ names }) => names));
  const service = await reading;
  requireLoadBalancerService(service);
  // By now there are open connections that can be used again; before, each of these reads would have to make its own.
  const surroundings = begun(
    withSurroundings
      ? readSurroundings(ref, { kubernetes, elbv2: connecting, bindingNames, notRead, signal })
      : Promise.resolve(null),
  );
  const pods = begun(readable('pods', notRead, readPods(service, kubernetes, signal)));
  const client = await connecting;
  const groups = begun(readable('target groups', notRead, client.targetGroups(signal)));
  const found = begun(findLoadBalancer(service, { elbv2: client, cluster: clusterNameOf(kubernetes), signal }));
  const { loadBalancer, lookup, notRead: lookupNotRead } = await found;
  notRead.push(...lookupNotRead);
  const described = await groups;
  const bindings = bindingsFor(service, await cluster.bindings);
  const listeners = begun(readListeners(loadBalancer, client, notRead, signal));
  const aws = await readTargetGroups({
    service,
    loadBalancer,
    described,
    bindings,
    listeners,
    elbv2: client,
    notRead,
    signal,
  });
  const read = await cluster.all;
  const arn = loadBalancer?.arn ?? aws.targetGroups?.[0]?.arn ?? null;
  return {
    apiVersion: 'nlbctl/v1',
    kind: 'Snapshot',
    at: new Date(now()).toISOString(),
    origin: {
      context: kubernetes.context,
      cluster: kubernetes.cluster,
      region: client.region,
      account: accountOf(arn),
    },
    service,
    loadBalancer: aws.loadBalancer,
    lookup,
    listeners: await listeners,
    targetGroups: aws.targetGroups,
    bindings,
    endpointSlices: read.endpointSlices,
    pods: await pods,
    nodes: read.nodes,
    events: read.events,
    surroundings: await surroundings,
    notRead: eachOnce(notRead),
  };
}

/** A reading that others go on beside: when one of them fails first, its own failure must not end the process unheard. */
function begun<Value>(reading: Promise<Value>): Promise<Value> {
  reading.catch(() => undefined);
  return reading;
}

/** A permission that several reads lacked is named once. */
export function eachOnce(notRead: readonly NotRead[]): NotRead[] {
  const byWhat = new Map(notRead.map((entry) => [`${entry.what} ${entry.permission}`, entry]));
  return [...byWhat.values()].sort((a, b) => a.what.localeCompare(b.what));
}
