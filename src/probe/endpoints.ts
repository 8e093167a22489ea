import { isIP } from 'node:net';
import { NlbctlError } from '../model/errors.ts';
import type { NotProbed, ProbedEndpoint } from '../model/probe.ts';
import { abortable } from '../network/abort.ts';
import { codeOf } from '../network/fault.ts';
import { type ConnectTo, type Lead, leadsFor } from './connect-to.ts';
import type { ListeningPort } from './ports.ts';

/** All addresses of a name; rejects as node:dns does. */
export type Resolve = (name: string) => Promise<readonly string[]>;

interface Sought {
  /** The NLB's own name, in small letters. */
  readonly dnsName: string;
  readonly zones: readonly string[];
  readonly ports: readonly ListeningPort[];
  readonly connectTo: readonly ConnectTo[];
  readonly resolve: Resolve;
  readonly signal: AbortSignal;
}

interface Endpoints {
  readonly endpoints: readonly ProbedEndpoint[];
  readonly notProbed: readonly NotProbed[];
}

/**
 * What is connected to: for each port every address that the NLB's name has in DNS, or what the user leads it to. Nothing else is
 * ever connected to. The addresses stay as they are while the probe runs, as they do in a client that has looked them up once:
 * a zone that leaves DNS is still measured. Throws NameNotResolved.
 */
export async function endpointsOf(sought: Sought): Promise<Endpoints> {
  const { dnsName, ports, connectTo } = sought;
  const names = namesOf(sought);
  const endpoints: ProbedEndpoint[] = [];
  let asksDns = false;
  for (const port of ports) {
    const leads = leadsFor(connectTo, dnsName, port.port);
    asksDns ||= leads.length === 0;
    const straight: Lead = { zone: null, host: null, port: port.port };
    for (const lead of leads.length === 0 ? [straight] : leads)
      for (const { zone, host } of await placesOf(lead, dnsName, names))
        endpoints.push({
          zone,
          host,
          port: lead.port,
          listenerPort: port.port,
          listenerSpeaksTls: port.protocol === 'TLS',
        });
  }
  endpoints.sort((a, b) => a.listenerPort - b.listenerPort || (a.zone ?? '~').localeCompare(b.zone ?? '~', 'en'));
  return { endpoints, notProbed: asksDns ? await withoutAddress(sought, names) : [] };
}

type Names = ReturnType<typeof namesOf>;

/** Each name is asked for once. */
function namesOf({ dnsName, zones, resolve, signal }: Sought) {
  const asked = new Map<string, Promise<readonly string[]>>();
  const addresses = (name: string) => {
    const answer = asked.get(name) ?? abortable(resolve(name), signal);
    asked.set(name, answer);
    return answer;
  };
  /** The addresses of each zone; a zone whose name DNS does not know has none. */
  const ofZones = async () =>
    Promise.all(
      zones.map(async (zone) => {
        const found: readonly string[] = await addresses(`${zone}.${dnsName}`).catch(() => []);
        signal.throwIfAborted();
        return [zone, found] as const;
      }),
    );
  return { addresses, ofZones };
}

async function placesOf(
  { zone, host }: Lead,
  dnsName: string,
  names: Names,
): Promise<{ zone: string | null; host: string }[]> {
  if (host !== null && isIP(host) !== 0) return [{ zone, host }];
  const name = host ?? (zone === null ? dnsName : `${zone}.${dnsName}`);
  const addresses = await names.addresses(name).catch((error: unknown) => {
    throw codeOf(error) === '' ? error : notResolved(name, codeOf(error), error);
  });
  // A host of the user's own is one place, whatever addresses it has: it is looked up again for each connection.
  if (host !== null && host !== dnsName) return [{ zone, host }];
  const found = zone === null ? await names.ofZones() : [];
  return [...new Set(addresses)].map((address) => ({
    zone: zone ?? found.find(([, known]) => known.includes(address))?.[0] ?? null,
    host: address,
  }));
}

/** Zones of the NLB that its name does not lead to: DNS leaves out a zone without a healthy target. */
async function withoutAddress({ dnsName, zones }: Sought, names: Names): Promise<NotProbed[]> {
  const known = new Map(await names.ofZones());
  const inDns = new Set(await names.addresses(dnsName));
  return zones.flatMap((zone) => {
    const addresses = known.get(zone) ?? [];
    if (addresses.length === 0 || addresses.some((address) => inDns.has(address))) return [];
    return [{ what: `zone ${zone}`, reason: 'its address is not in DNS: the zone has no healthy target' }];
  });
}

function notResolved(name: string, code: string, cause: unknown): NlbctlError {
  const why = code === 'ENOTFOUND' ? 'DNS does not know it' : `DNS gave no answer (${code})`;
  return new NlbctlError('NameNotResolved', `${name} does not resolve: ${why}`, {
    hint: 'a new NLB is in DNS after a few minutes; check that DNS works here, or lead the probe to addresses with --connect-to',
    cause,
  });
}
