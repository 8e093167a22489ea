import { NlbctlError } from '../model/errors.ts';
import type { NotProbed } from '../model/probe.ts';
import type { Snapshot } from '../model/snapshot.ts';

export interface ListeningPort {
  readonly port: number;
  /** The listener's: `TCP`, `TLS`, `TCP_UDP` or `TCP_QUIC`. */
  readonly protocol: string;
}

interface Ports {
  readonly ports: readonly ListeningPort[];
  readonly notProbed: readonly NotProbed[];
}

/**
 * The ports of the Service on which the NLB takes TCP connections: by its listeners, or, where these may not be read, by the
 * Service alone. `wanted` are those that the user asks for; null: all. Throws Usage for one that there is not, and NothingToProbe.
 */
export function portsOf(snapshot: Snapshot, wanted: readonly number[] | null): Ports {
  const { service, listeners } = snapshot;
  const name = `Service ${service.namespace}/${service.name}`;
  const own = new Set(service.ports.map(({ port }) => port));
  const all = (listeners ?? service.ports)
    .filter(({ port }) => own.has(port))
    .map(({ port, protocol }) => ({ port, protocol }))
    .sort((a, b) => a.port - b.port);
  const missing = wanted?.filter((port) => !all.some((each) => each.port === port)) ?? [];
  if (missing.length > 0)
    throw new NlbctlError('Usage', `${name} has no listener on port ${missing.join(', ')}`, {
      hint: all.length === 0 ? null : `it has ${all.map(({ port, protocol }) => `${port} ${protocol}`).join(', ')}`,
    });
  const asked = all.filter(({ port }) => wanted?.includes(port) ?? true);
  const ports = asked.filter(({ protocol }) => takesTcp(protocol));
  if (ports.length === 0)
    throw new NlbctlError('NothingToProbe', `${name} has no port to probe: ${listed(asked)}`, {
      hint: 'a probe makes TCP connections; UDP and QUIC give no sign that something answers',
    });
  const notProbed = asked
    .filter(({ protocol }) => !takesTcp(protocol) || protocol.includes('_'))
    .map(({ port, protocol }) => {
      const [, second] = protocol.split('_');
      return { what: `port ${port} ${second ?? protocol}`, reason: 'only TCP connections are made' };
    });
  return { ports: [...new Map(ports.map((each) => [each.port, each])).values()], notProbed };
}

/** `TCP_UDP` and `TCP_QUIC` take TCP too. */
const takesTcp = (protocol: string) => protocol === 'TLS' || protocol.startsWith('TCP');

const listed = (ports: readonly ListeningPort[]) =>
  ports.length === 0
    ? 'the NLB has no listener for it'
    : ports.map(({ port, protocol }) => `${port} ${protocol}`).join(', ');
