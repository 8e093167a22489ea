import { isIP } from 'node:net';
import { NlbctlError } from '../model/errors.ts';

/** One entry as curl's --connect-to has it: who asks for `from` is led to `to`. null: any, or the same. */
export interface ConnectTo {
  readonly from: { readonly host: string | null; readonly port: number | null };
  readonly to: { readonly host: string | null; readonly port: number | null };
}

/** Reads `HOST1:PORT1:HOST2:PORT2`, any part empty, several by commas. `source` is where it stands. Throws Usage. */
export function parseConnectTo(text: string, source: string): ConnectTo[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const parts = /^(\[[^\]]*\]|[^:[\]]*):(\d*):(\[[^\]]*\]|[^:[\]]*):(\d*)$/.exec(entry);
      const [, host1 = '', port1 = '', host2 = '', port2 = ''] = parts ?? [];
      const places = [placeOf(host1, port1), placeOf(host2, port2)];
      const [from, to] = places;
      if (parts === null || from == null || to == null)
        throw new NlbctlError('Usage', `${source}: ${entry} is not HOST1:PORT1:HOST2:PORT2`, {
          hint: 'write it as curl has it: any part may be empty, and an IPv6 address stands in brackets',
        });
      return { from, to };
    });
}

/** null: it is none. */
function placeOf(host: string, port: string): ConnectTo['from'] | null {
  const bare = host.replace(/^\[|\]$/g, '');
  if (host.startsWith('[') && isIP(bare) !== 6) return null;
  if (port !== '' && (Number(port) < 1 || Number(port) > 65_535)) return null;
  return { host: bare === '' ? null : bare.toLowerCase(), port: port === '' ? null : Number(port) };
}

/** The entries that hold: those of the flag, or else of `NLBCTL_CONNECT_TO`. Throws Usage. */
export function connectToOf(
  flag: readonly string[] | undefined,
  env: Readonly<Record<string, string | undefined>>,
): ConnectTo[] {
  return flag === undefined
    ? parseConnectTo(env[variable] ?? '', variable)
    : flag.flatMap((text) => parseConnectTo(text, '--connect-to'));
}

const variable = 'NLBCTL_CONNECT_TO';

/** Where a zone of the NLB, or the NLB as a whole (`zone` null), is led to. */
export interface Lead {
  readonly zone: string | null;
  /** null: to the host itself, at another port. */
  readonly host: string | null;
  readonly port: number;
}

/**
 * The entries that apply to a port of the NLB. Those for names of its zones (`us-west-2a.<dnsName>`) give the zones, the first of each as in curl. Where there are none, each entry for
 * the NLB's own name gives an address, and where there are none of these either, each one for any host does. None: DNS is asked.
 */
export function leadsFor(entries: readonly ConnectTo[], dnsName: string, port: number): Lead[] {
  const fitting = entries.filter(({ from }) => from.port === null || from.port === port);
  const leadOf = (zone: string | null, { to }: ConnectTo): Lead => ({ zone, host: to.host, port: to.port ?? port });
  const zones = new Map<string, Lead>();
  for (const entry of fitting) {
    const zone = zoneOf(entry.from.host, dnsName);
    if (zone !== null && !zones.has(zone)) zones.set(zone, leadOf(zone, entry));
  }
  if (zones.size > 0) return [...zones.values()];
  const named = fitting.filter(({ from }) => from.host === dnsName);
  const plain = named.length > 0 ? named : fitting.filter(({ from }) => from.host === null);
  const leads = plain.map((entry) => leadOf(null, entry));
  return [...new Map(leads.map((lead) => [`${lead.host} ${lead.port}`, lead])).values()];
}

function zoneOf(host: string | null, dnsName: string): string | null {
  if (host === null || !host.endsWith(`.${dnsName}`)) return null;
  const zone = host.slice(0, -dnsName.length - 1);
  return zone.includes('.') ? null : zone;
}
