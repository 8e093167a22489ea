import { NlbctlError } from '../model/errors.ts';
import type { LoadBalancer } from '../model/load-balancer.ts';
import type { NotProbed, ProbedEndpoint } from '../model/probe.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { ConnectTo } from './connect-to.ts';
import { endpointsOf, type Resolve } from './endpoints.ts';
import { portsOf } from './ports.ts';
import { resolveBySystem } from './resolve.ts';

/** What a probe connects to. */
export interface ProbeTarget {
  /** In small letters. */
  readonly dnsName: string;
  readonly endpoints: readonly ProbedEndpoint[];
  readonly notProbed: readonly NotProbed[];
}

interface Wanted {
  /** Ports of the Service; null: all. */
  readonly ports: readonly number[] | null;
  readonly connectTo: readonly ConnectTo[];
  readonly signal: AbortSignal;
  /** Left out: the system's own. */
  readonly resolve?: Resolve;
}

/**
 * Finds out what to connect to for a Service: the addresses of its NLB, port by port. Throws LoadBalancerNotFound, PermissionMissing,
 * NothingToProbe, NameNotResolved, and Usage for a port that there is not.
 */
export async function probeTarget(snapshot: Snapshot, wanted: Wanted): Promise<ProbeTarget> {
  const loadBalancer = loadBalancerOf(snapshot);
  const { ports, notProbed } = portsOf(snapshot, wanted.ports);
  const dnsName = loadBalancer.dnsName.toLowerCase();
  const found = await endpointsOf({
    dnsName,
    zones: loadBalancer.zones,
    ports,
    connectTo: wanted.connectTo,
    resolve: wanted.resolve ?? resolveBySystem,
    signal: wanted.signal,
  });
  return { dnsName, endpoints: found.endpoints, notProbed: [...notProbed, ...found.notProbed] };
}

function loadBalancerOf({ loadBalancer, lookup, notRead, service }: Snapshot): LoadBalancer {
  if (loadBalancer !== null) return loadBalancer;
  const name = `Service ${service.namespace}/${service.name}`;
  if (lookup.by === 'none' && lookup.reason === 'not-read') {
    const permission = notRead.find((each) => each.what.startsWith('load balancer'))?.permission ?? null;
    throw new NlbctlError('PermissionMissing', `the NLB of ${name} could not be read`, {
      hint: permission === null ? null : `allow ${permission} to this identity`,
      permission,
    });
  }
  const why =
    lookup.by === 'none' && lookup.reason === 'gone'
      ? `its status names ${lookup.hostname}, and AWS has no such load balancer`
      : 'it has none yet';
  throw new NlbctlError('LoadBalancerNotFound', `${name} has no NLB to connect to: ${why}`, {
    hint: `nlbctl wait-healthy ${service.name} -n ${service.namespace} waits until it has one`,
  });
}
