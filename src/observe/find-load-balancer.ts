import type { Elbv2 } from '../aws/elbv2.ts';
import { annotation } from '../model/annotations.ts';
import type { LoadBalancer } from '../model/load-balancer.ts';
import type { Service } from '../model/service.ts';
import type { Lookup, NotRead } from '../model/snapshot.ts';
import { hasControllerName, namePrefix } from './controller-names.ts';
import { parseHostname, sameDnsName } from './hostname.ts';
import { ambiguous, notANetworkLoadBalancer } from './load-balancer-errors.ts';
import { clusterOf, tagsName, tagsNameSomeService } from './ownership-tags.ts';
import { type Attempt, denialOf } from './readable.ts';

/** A load balancer, how it was found, and what could not be read on the way. */
export interface Found {
  readonly loadBalancer: LoadBalancer | null;
  readonly lookup: Lookup;
  readonly notRead: readonly NotRead[];
}

interface Context {
  readonly elbv2: Elbv2;
  /** The cluster's name where the kubeconfig tells it: it parts equal Services of two clusters. */
  readonly cluster: string | null;
  readonly signal: AbortSignal;
}

/**
 * Finds the NLB of a Service: by the hostname in its status, exactly; without one by the controllers' tags; and where tags
 * cannot be read, by the controller's name prefix. Throws LoadBalancerAmbiguous when more than one fits, and
 * NotANetworkLoadBalancer when the status names an ALB or a Classic Load Balancer.
 */
export async function findLoadBalancer(service: Service, context: Context): Promise<Found> {
  try {
    const hostname = service.ingress.find((entry) => entry.hostname !== null)?.hostname ?? null;
    const parsed = hostname === null ? null : parseHostname(hostname);
    if (hostname === null || parsed === null || parsed.kind === 'other') return await findByTags(service, context);
    const loadBalancer = await findByHostname(service, hostname, parsed.name, context);
    if (loadBalancer !== null) {
      if (loadBalancer.type !== 'network') throw notANetworkLoadBalancer(service, hostname, loadBalancer);
      return { loadBalancer, lookup: { by: 'hostname' }, notRead: [] };
    }
    if (parsed.kind === 'application-or-classic') throw notANetworkLoadBalancer(service, hostname, null);
    return { loadBalancer: null, lookup: { by: 'none', reason: 'gone', hostname }, notRead: [] };
  } catch (error) {
    const notRead = denialOf('load balancers', error);
    return { loadBalancer: null, lookup: { by: 'none', reason: 'not-read' }, notRead: [notRead] };
  }
}

/** Asks for the name; a name with capitals, which the hostname does not show, takes the whole list. */
async function findByHostname(service: Service, hostname: string, name: string, { elbv2, signal }: Context) {
  const chosen = service.annotations[annotation.name];
  const spelled = chosen?.toLowerCase() === name ? chosen : name;
  const named = await elbv2.loadBalancersByName(spelled, signal);
  if (named !== null && sameDnsName(named.dnsName, hostname)) return named;
  const all = await elbv2.loadBalancers(signal);
  return all.find(({ dnsName }) => sameDnsName(dnsName, hostname)) ?? null;
}

async function findByTags(service: Service, context: Context): Promise<Found> {
  const all = await context.elbv2.loadBalancers(context.signal);
  const networks = all.filter((candidate) => candidate.type === 'network');
  const tagged = await withTags(networks, context);
  if (tagged.denied !== null) return findByPrefix(service, networks, tagged.denied);
  const named = tagged.value.filter((candidate) => tagsName(service, candidate.tags));
  const ours = named.length > 1 ? ofCluster(named, context.cluster) : named;
  if (ours.length > 1) throw ambiguous(service, ours, 'carry its tags', null);
  if (ours[0] !== undefined) return { loadBalancer: ours[0], lookup: { by: 'tags' }, notRead: [] };
  // A load balancer whose tags name no Service at all may have lost them; one that names another Service is that one's.
  const untagged = tagged.value.filter((candidate) => !tagsNameSomeService(candidate.tags));
  return findByPrefix(service, untagged, null);
}

function findByPrefix(service: Service, networks: readonly LoadBalancer[], denied: NotRead | null): Found {
  const fitting = networks.filter((candidate) => hasControllerName(service, candidate.name));
  const notRead = denied === null ? [] : [denied];
  if (fitting.length > 1) {
    const because = `have names that begin with ${namePrefix(service)}`;
    throw ambiguous(service, fitting, because, denied?.permission ?? null);
  }
  if (fitting[0] === undefined) return { loadBalancer: null, lookup: { by: 'none', reason: 'no-hostname' }, notRead };
  return { loadBalancer: fitting[0], lookup: { by: 'name-prefix' }, notRead };
}

async function withTags(
  loadBalancers: readonly LoadBalancer[],
  { elbv2, signal }: Context,
): Promise<Attempt<LoadBalancer[]>> {
  try {
    const tags = await elbv2.tags(
      loadBalancers.map(({ arn }) => arn),
      signal,
    );
    return { value: loadBalancers.map((each) => ({ ...each, tags: tags.get(each.arn) ?? null })), denied: null };
  } catch (error) {
    return { value: null, denied: denialOf('tags of load balancers', error) };
  }
}

/** Of several load balancers with the Service's tags, those of the kubeconfig's cluster, if that leaves any. */
function ofCluster(candidates: readonly LoadBalancer[], cluster: string | null): readonly LoadBalancer[] {
  const same = candidates.filter(({ tags }) => cluster !== null && clusterOf(tags) === cluster);
  return same.length > 0 ? same : candidates;
}
