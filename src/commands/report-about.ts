import { quoted } from '../cli/same-place.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** What a report is about: the Service, its NLB, and where they are. What is not known is left out. */
export function whereabouts({ service, loadBalancer, origin }: Snapshot): { label: string; value: string }[] {
  const all: (readonly [label: string, value: string | null])[] = [
    ['Service', `${service.namespace}/${service.name}`],
    ['NLB', loadBalancer === null ? null : `${loadBalancer.name} (${loadBalancer.scheme})`],
    ['DNS name', loadBalancer?.dnsName ?? null],
    ['ARN', loadBalancer?.arn ?? null],
    ['Zones', loadBalancer === null ? null : loadBalancer.zones.join(', ')],
    ['Cluster', origin.cluster],
    ['Context', origin.context],
    ['Account', origin.account],
    ['Region', origin.region],
  ];
  return all.flatMap(([label, value]) => (value === null ? [] : [{ label, value }]));
}

/** The command line, as a shell takes it. */
export const commandLine = (argv: readonly string[]): string => ['nlbctl', ...argv.map(quoted)].join(' ');
