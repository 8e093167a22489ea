import type { TargetGroupBinding } from '../model/binding.ts';
import type { Endpoint, EndpointSlice } from '../model/endpoints.ts';
import type { Skipped } from '../model/inspection.ts';
import type { Service, ServicePort } from '../model/service.ts';
import type { NotRead, Snapshot } from '../model/snapshot.ts';
import type { Node, Pod } from '../model/workload.ts';
import { isOver } from './backing.ts';
import { type ExpectedSet, type ExpectedTarget, targetKey } from './expected-set.ts';
import { readyOf } from './nodes.ts';
import { whyNotRead } from './not-read.ts';
import { firstOfEach, orderedBy } from './order.ts';
import { type Attributed, zoneEffect, zoneOf } from './zones.ts';

/**
 * The pods that the controller should register, by their address and the port in their EndpointSlice (AWS Load Balancer
 * Controller, pkg/backend/endpoint_resolver.go).
 */
export function podTargets(
  snapshot: Snapshot,
  port: ServicePort,
  binding: TargetGroupBinding | null,
  group: Attributed | null,
): ExpectedSet {
  const { service, endpointSlices, pods, nodes } = snapshot;
  if (endpointSlices === null || pods === null) return { known: false, missing: missingOf(snapshot) };
  const byName = new Map(pods.map((pod) => [`${pod.namespace}/${pod.name}`, pod]));
  const byNode = new Map((nodes ?? []).map((node) => [node.name, node]));
  const family = familyOf(service, binding);
  const candidates = candidatesOf(endpointSlices, port, family);

  const targets: ExpectedTarget[] = [];
  const ifNoneElse: ExpectedTarget[] = [];
  const skipped: Skipped[] = [];
  for (const { endpoint, address, number } of candidates) {
    const named = nameOf(endpoint, service);
    const pod = named === null ? null : (byName.get(named.key) ?? null);
    const node = byNode.get(endpoint.nodeName ?? pod?.nodeName ?? '') ?? null;
    const decision = decide(endpoint, named, pod, nodes === null ? 'not-read' : node);
    if (decision.kind === 'needs-nodes') return { known: false, missing: [whyNotRead(snapshot, 'nodes')] };
    if (decision.kind === 'skipped') {
      skipped.push({ name: named?.name ?? address, why: decision.why });
      continue;
    }
    const zone = endpoint.zone ?? (node === null ? null : zoneOf(node));
    const { byDesign, doubt } = zoneEffect(zone, snapshot.loadBalancer, group);
    (decision.kind === 'target' ? targets : ifNoneElse).push({
      id: address,
      port: number,
      zone,
      node: endpoint.nodeName ?? pod?.nodeName ?? null,
      pod: pod?.name ?? null,
      readyPods: null,
      required: byDesign === null,
      byDesign,
      doubt,
      why: decision.why,
    });
  }
  const chosen = targets.length > 0 ? targets : ifNoneElse;
  if (chosen === targets)
    skipped.push(...ifNoneElse.map(({ pod, id }) => ({ name: pod ?? id, why: 'its node does not report' })));
  return {
    known: true,
    targets: firstOfEach(chosen, targetKey),
    problems: [],
    skipped: firstOfEach(
      [...skipped, ...withoutEndpoint(snapshot, pods, endpointSlices)].filter(
        ({ name }) => !chosen.some(({ pod }) => pod === name),
      ),
      ({ name }) => name,
    ),
  };
}

function missingOf(snapshot: Snapshot): NotRead[] {
  return [
    ...(snapshot.endpointSlices === null ? [whyNotRead(snapshot, 'endpoint slices')] : []),
    ...(snapshot.pods === null ? [whyNotRead(snapshot, 'pods')] : []),
  ];
}

/** Targets of a dual-stack Service are of one family: IPv6 if it has it (pkg/service/model_build_target_group.go). */
function familyOf(service: Service, binding: TargetGroupBinding | null): 'IPv4' | 'IPv6' {
  const six = binding === null ? service.ipFamilies.includes('IPv6') : binding.ipAddressType === 'ipv6';
  return six ? 'IPv6' : 'IPv4';
}

interface Candidate {
  readonly endpoint: Endpoint;
  readonly address: string;
  readonly number: number;
}

/** Every address and port of the family under the port's name; the number is the slice's, so that a named target port may differ from pod to pod. */
function candidatesOf(slices: readonly EndpointSlice[], port: ServicePort, family: string): Candidate[] {
  const found = slices
    .filter(({ addressType }) => addressType === family)
    .flatMap(({ ports, endpoints }) =>
      ports
        .filter(({ name }) => (port.name ?? '') === '' || name === port.name)
        .flatMap(({ port: number }) =>
          endpoints.flatMap((endpoint) => {
            const address = endpoint.addresses[0];
            return number === null || address === undefined ? [] : [{ endpoint, address, number }];
          }),
        ),
    );
  // Where two slices hold one address, the outcome must not hang on the order in which the API lists them.
  return orderedBy(found, ({ endpoint, address, number }) => `${address} ${number} ${JSON.stringify(endpoint)}`);
}

function nameOf({ targetRef }: Endpoint, service: Service): { readonly name: string; readonly key: string } | null {
  if (targetRef === null || targetRef.kind !== 'Pod') return null;
  return { name: targetRef.name, key: `${targetRef.namespace ?? service.namespace}/${targetRef.name}` };
}

type Decision =
  | { readonly kind: 'target' | 'if-none-else' | 'skipped'; readonly why: string }
  | { readonly kind: 'needs-nodes' };

/** The controller's table of endpoint conditions, row by row. */
function decide(
  endpoint: Endpoint,
  named: { readonly name: string } | null,
  pod: Pod | null,
  node: Node | null | 'not-read',
): Decision {
  const skip = (why: string): Decision => ({ kind: 'skipped', why });
  if (named === null) return skip('its endpoint names no pod, and the controller registers pods only');
  if (pod === null) return skip(`pod ${named.name} does not exist (any more)`);
  if (endpoint.ready !== false) return { kind: 'target', why: `pod ${pod.name} is ready` };
  if (pod.conditions.find(({ type }) => type === 'ContainersReady')?.status !== 'True')
    return skip(endpoint.terminating === true ? 'is terminating' : 'its containers are not ready');
  if (node === 'not-read') return endpoint.terminating === true ? skip('is terminating') : { kind: 'needs-nodes' };
  if (node === null) return skip('is not ready, and its node does not exist');
  switch (readyOf(node)) {
    case 'True':
      return endpoint.terminating === true
        ? skip('is terminating')
        : { kind: 'target', why: `containers of pod ${pod.name} are ready` };
    case 'Unknown':
      return { kind: 'if-none-else', why: `containers of pod ${pod.name} are ready, its node does not report` };
    default:
      return skip('is not ready, and its node is not Ready');
  }
}

/** Pods that the Service selects and that have no endpoint at all: most often they have no address yet. */
function withoutEndpoint({ service }: Snapshot, pods: readonly Pod[], slices: readonly EndpointSlice[]): Skipped[] {
  if (service.selector === null) return [];
  const named = new Set(slices.flatMap(({ endpoints }) => endpoints.map(({ targetRef }) => targetRef?.name)));
  return orderedBy(
    pods.filter((pod) => !named.has(pod.name) && !isOver(pod)),
    ({ namespace, name }) => `${namespace}/${name}`,
  ).map(({ name, phase }) => ({ name, why: `has no endpoint yet (${phase})` }));
}
