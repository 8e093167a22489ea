/** What the DNS name in a Service's status says of the load balancer behind it. */
export type Hostname =
  /** `<name>-<16 hex>.elb.<region>.<suffix>`: an NLB, named exactly (Elastic Load Balancing user guide, NLB DNS names). */
  | { readonly kind: 'network'; readonly name: string; readonly region: string }
  /** `<name>-<digits>.<region>.elb.<suffix>`: an ALB or a Classic Load Balancer; region and `elb` are swapped there. */
  | { readonly kind: 'application-or-classic'; readonly name: string; readonly region: string }
  /** A name of somebody's own, such as a CNAME. */
  | { readonly kind: 'other' };

const network = /^(?<name>.+)-[0-9a-f]{16}\.elb\.(?<region>[a-z0-9-]+)\.[a-z0-9.-]+$/;
const applicationOrClassic = /^(?:internal-|dualstack\.)*(?<name>.+)-\d+\.(?<region>[a-z0-9-]+)\.elb\.[a-z0-9.-]+$/;

/** Takes a hostname apart, without regard to case. Names may hold capitals that the controller has lowered. */
export function parseHostname(hostname: string): Hostname {
  const lower = hostname.toLowerCase().replace(/\.$/, '');
  const nlb = network.exec(lower)?.groups;
  if (nlb?.['name'] && nlb['region']) return { kind: 'network', name: nlb['name'], region: nlb['region'] };
  const other = applicationOrClassic.exec(lower)?.groups;
  if (other?.['name'] && other['region'])
    return { kind: 'application-or-classic', name: other['name'], region: other['region'] };
  return { kind: 'other' };
}

/** DNS names are equal without regard to case and to a trailing dot. */
export function sameDnsName(a: string, b: string): boolean {
  const plain = (name: string) => name.toLowerCase().replace(/\.$/, '');
  return plain(a) === plain(b);
}
