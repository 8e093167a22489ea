import type { KubeObject } from '../../store/object.ts';
import { ageColumn, type Column, formatLabels, nameColumn, shorten, text, wide } from './column.ts';

interface Ingress {
  ip?: string;
  hostname?: string;
}

const addresses = (object: KubeObject): string =>
  ((object['status']?.loadBalancer?.ingress ?? []) as Ingress[])
    .map(({ ip, hostname }) => ip || hostname || '')
    .filter((one) => one !== '')
    .join(',');

function externalAddress(service: KubeObject): string | undefined {
  const { spec } = service;
  const external = (spec?.externalIPs ?? []).join(',');
  if (spec?.type === 'ExternalName') return spec.externalName;
  if (spec?.type !== 'LoadBalancer') return external;
  const all = [addresses(service), external].filter((one) => one !== '').join(',');
  return all === '' ? '<pending>' : all;
}

interface ServicePort {
  port: number;
  nodePort?: number;
  protocol?: string;
}

const servicePorts = (service: KubeObject): string =>
  ((service['spec']?.ports ?? []) as ServicePort[])
    .map(({ port, nodePort, protocol = 'TCP' }) => `${port}${nodePort ? `:${nodePort}` : ''}/${protocol}`)
    .join(',');

export const serviceColumns: readonly Column[] = [
  nameColumn,
  text('Type', ({ spec }) => spec?.type ?? 'ClusterIP'),
  text('Cluster-IP', ({ spec }) => spec?.clusterIPs?.[0] ?? spec?.clusterIP),
  text('External-IP', externalAddress),
  text('Port(s)', servicePorts),
  ageColumn,
  wide('Selector', ({ spec }) => formatLabels(spec?.selector)),
];

interface Subset {
  addresses?: { ip: string }[];
  ports?: { port: number }[];
}

function endpointAddresses(endpoints: KubeObject): string {
  const pairs: string[] = [];
  for (const { addresses: ready = [], ports } of (endpoints['subsets'] ?? []) as Subset[]) {
    for (const { ip } of ready) {
      if (ports === undefined || ports.length === 0) pairs.push(ip);
      for (const { port } of ports ?? []) pairs.push(ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`);
    }
  }
  return shorten(pairs, 3);
}

export const endpointsColumns: readonly Column[] = [nameColumn, text('Endpoints', endpointAddresses), ageColumn];

interface SlicePort {
  name?: string;
  port?: number;
}

const slicePorts = (slice: KubeObject): string => {
  const ports = (slice['ports'] ?? []) as SlicePort[];
  return ports.length === 0
    ? '<unset>'
    : shorten(
        ports.map(({ name, port }) => String(port ?? name ?? '*')),
        3,
      );
};

export const endpointSliceColumns: readonly Column[] = [
  nameColumn,
  text('AddressType', ({ addressType }) => addressType),
  text('Ports', slicePorts),
  text('Endpoints', (slice) => {
    const all = ((slice['endpoints'] ?? []) as { addresses?: string[] }[]).flatMap((one) => one.addresses ?? []);
    return all.length === 0 ? '<unset>' : shorten(all, 3);
  }),
  ageColumn,
];

export const ingressColumns: readonly Column[] = [
  nameColumn,
  text('Class', ({ spec }) => spec?.ingressClassName),
  text('Hosts', ({ spec }) => {
    const hosts = ((spec?.rules ?? []) as { host?: string }[]).map(({ host }) => host ?? '*');
    return hosts.length === 0 ? '*' : shorten(hosts, 3);
  }),
  { ...text('Address', addresses), cell: addresses },
  text('Ports', ({ spec }) => ((spec?.tls ?? []).length > 0 ? '80, 443' : '80')),
  ageColumn,
];
