import { BlockList, isIP } from 'node:net';

/**
 * Whether NO_PROXY keeps a host from the proxy, by the rules that kubectl follows (golang.org/x/net/http/httpproxy): a
 * domain stands for itself and what is below it, `.domain` and `*.domain` only for what is below, `*` for everything; an
 * address or a CIDR for addresses; and each may end in a port. Loopback never goes through a proxy.
 *
 * @param host without the brackets of an IPv6 address.
 */
export function isExempt(host: string, port: number, noProxy: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (name === 'localhost' || isLoopback(name)) return true;
  return noProxy
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== '' && matches(name, port, entry));
}

function matches(host: string, port: number, entry: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return isWithin(host, entry);
  const { name, port: only } = parted(entry);
  if (only !== null && only !== port) return false;
  if (isIP(name) !== 0) return isIP(host) !== 0 && isWithin(host, `${name}/${isIP(name) === 4 ? 32 : 128}`);
  if (isIP(host) !== 0) return false;
  if (name.startsWith('*.')) return host.endsWith(name.slice(1));
  if (name.startsWith('.')) return host.endsWith(name);
  return host === name || host.endsWith(`.${name}`);
}

function parted(entry: string): { name: string; port: number | null } {
  const bracketed = /^\[(?<name>[^\]]+)\](?::(?<port>\d+))?$/.exec(entry)?.groups;
  if (bracketed !== undefined) return { name: bracketed['name'] ?? '', port: numberOf(bracketed['port']) };
  if (isIP(entry) !== 0) return { name: entry, port: null };
  const named = /^(?<name>[^:]+):(?<port>\d+)$/.exec(entry)?.groups;
  if (named === undefined) return { name: entry, port: null };
  return { name: named['name'] ?? '', port: numberOf(named['port']) };
}

function numberOf(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}

function isWithin(host: string, cidr: string): boolean {
  const [network = '', bits = ''] = cidr.split('/');
  const family = isIP(network);
  if (family === 0 || isIP(host) !== family || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) {
    return false;
  }
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, Number(bits), kind);
  return list.check(host, kind);
}

function isLoopback(host: string): boolean {
  return isWithin(host, '127.0.0.0/8') || isWithin(host, '::1/128') || /^::ffff:127\./.test(host);
}
