import type { BalancerView } from './view.ts';

/**
 * curl's `--connect-to` entries, `HOST:PORT:127.0.0.1:LOCAL`. First each zone's own name, which leads to that zone alone; then
 * the plain name once for every zone, in order: curl takes the first of them.
 */
export function connectToEntries(
  balancers: readonly BalancerView[],
  localPort: (dnsName: string, zone: string, port: number) => number | undefined,
): string[] {
  const entries = balancers.flatMap(({ dnsName, listeners, zones }) =>
    listeners.flatMap(({ port }) =>
      zones.flatMap(({ name: zone }) => {
        const local = localPort(dnsName, zone, port);
        return local === undefined ? [] : [{ dnsName, zone, to: `${port}:127.0.0.1:${local}` }];
      }),
    ),
  );
  return [
    ...entries.map(({ dnsName, zone, to }) => `${zone}.${dnsName}:${to}`),
    ...entries.map(({ dnsName, to }) => `${dnsName}:${to}`),
  ];
}
