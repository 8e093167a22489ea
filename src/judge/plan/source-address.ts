import type { Service } from '../../model/service.ts';
import type { TargetType } from '../../model/target-type.ts';
import { goBoolean } from '../controller-flags.ts';
import { proxyProtocolAttribute } from './attributes-after.ts';

/** Whose address a pod sees as the source of a connection that came through the NLB. */
export interface SourceAddress {
  readonly seen: 'client' | 'node' | 'load-balancer';
  /** Whether proxy protocol v2 tells the client's address in a header beside it. */
  readonly inHeader: boolean;
  /** Why it is this one: a clause. */
  readonly why: string;
}

const preserveAttribute = 'preserve_client_ip.enabled';

/**
 * Whether the NLB keeps the client's address: always with UDP and QUIC; otherwise by the group's attribute, which is on by
 * default for instances and off for addresses (NLB guide, target groups, client IP preservation).
 */
export function preservesClientAddress(
  type: TargetType,
  protocol: string,
  attributes: Readonly<Record<string, string>>,
): boolean {
  return isAlwaysPreserved(protocol) || (preserveSetting(attributes) ?? type === 'instance');
}

const isAlwaysPreserved = (protocol: string): boolean => /UDP|QUIC/.test(protocol);

function preserveSetting(attributes: Readonly<Record<string, string>>): boolean | null {
  const set = attributes[preserveAttribute];
  return set === undefined ? null : goBoolean(set);
}

/**
 * The source address that pods see for a port of the Service, were its targets of this type.
 *
 * It holds where client and target group are of one address family: between families the NLB always puts its own address.
 * It supposes that kube-proxy serves node ports; a network plugin that takes its place may keep the client's address.
 *
 * @param protocol of the target group.
 * @param attributes of the target group, those that are set.
 */
export function sourceAddressOf(
  service: Pick<Service, 'externalTrafficPolicy'>,
  type: TargetType,
  protocol: string,
  attributes: Readonly<Record<string, string>>,
): SourceAddress {
  const inHeader = attributes[proxyProtocolAttribute] === 'true';
  if (type === 'instance' && service.externalTrafficPolicy !== 'Local')
    return {
      seen: 'node',
      inHeader,
      why: 'with instance targets and externalTrafficPolicy: Cluster, kube-proxy replaces the source with the address of a node',
    };
  const preserved = preservesClientAddress(type, protocol, attributes);
  const local = type === 'instance' ? ', and kube-proxy leaves it alone with externalTrafficPolicy: Local' : '';
  return {
    seen: preserved ? 'client' : 'load-balancer',
    inHeader,
    why: `${whyPreserved(type, protocol, attributes, preserved)}${local}`,
  };
}

function whyPreserved(
  type: TargetType,
  protocol: string,
  attributes: Readonly<Record<string, string>>,
  preserved: boolean,
): string {
  if (isAlwaysPreserved(protocol)) return `the NLB always keeps the client’s address with ${protocol}`;
  if (preserveSetting(attributes) !== null) return `${preserveAttribute} is ${preserved}`;
  return `client addresses are ${preserved ? '' : 'not '}preserved by default with ${type} targets of protocol ${protocol}`;
}

const words = {
  client: 'the client’s own address',
  node: 'the address of a node',
  'load-balancer': 'an address of the NLB',
} as const satisfies Record<SourceAddress['seen'], string>;

/** `an address of the NLB, with the client’s in the header of proxy protocol v2`. */
export function sourceWords({ seen, inHeader }: SourceAddress): string {
  return inHeader && seen !== 'client'
    ? `${words[seen]}, with the client’s in the header of proxy protocol v2`
    : words[seen];
}
