import type { Authority } from '../certificates.ts';
import type { SandboxClock } from '../clock.ts';
import { isResource, kinds } from '../cluster/kinds.ts';
import type { ClusterNetwork } from '../cluster/network.ts';
import { isTerminal } from '../cluster/pod-status.ts';
import type { Topology } from '../cluster/topology.ts';
import type { Elbv2 } from '../elbv2/service.ts';
import { seededRandom } from '../random.ts';
import type { ObjectStore } from '../store/object.ts';
import { createArrivals } from './arrivals.ts';
import { connectToEntries } from './connect-to.ts';
import { type ConnectionCounts, createCounts } from './counts.ts';
import { createEntries, type WantedEntry } from './entries.ts';
import { createFlows } from './flows.ts';
import { followControlPlane } from './following.ts';
import { type NlbProxy, startProxy } from './proxy.ts';
import { createReach } from './reach.ts';
import { anyOf, zonesInDns } from './route.ts';
import type { DataPathSettings } from './settings.ts';
import type { DataPlaneView } from './view.ts';

export interface DataPathOptions {
  readonly settings: DataPathSettings;
  readonly store: ObjectStore;
  readonly elbv2: Elbv2;
  readonly network: ClusterNetwork;
  readonly topology: Topology;
  readonly clock: SandboxClock;
  readonly seed: number;
  /** Signs the certificates of TLS listeners. */
  readonly authority: Authority;
}

/** The load balancers' addresses on loopback, while they are there. */
export interface DataPath {
  /** The proxy that knows the load balancers' DNS names, `http://127.0.0.1:PORT`. */
  readonly proxyUrl: string;
  /** curl's `--connect-to` entries: for each zone's address its zonal name, and then the plain one. */
  connectTo(): string[];
  /** The port of loopback that a zone's address has for a port on which a listener is or was; undefined where there is none. */
  localPort(dnsName: string, zone: string, port: number): number | undefined;
  /** The zones whose addresses a load balancer's plain name has at the moment. */
  zonesInDns(dnsName: string): string[];
  /** The connections of each load balancer since the data path was opened. */
  counts(): ConnectionCounts[];
  /** Every change of the control plane has arrived here. */
  settled(): boolean;
  /** Resolves when the ports listen that should, by what is known now. */
  ready(): Promise<void>;
  /** Calls the listener after ports came or went; the function returned ends that. */
  on(listener: () => void): () => void;
  close(): Promise<void>;
}

/** Begins with the control plane as it is now, and resolves when every address of its load balancers can be reached. */
export async function openDataPath(options: DataPathOptions): Promise<DataPath> {
  const { settings, store, elbv2, network, topology, clock, seed, authority } = options;
  const { failOpen, openFlows, delays } = settings;
  const random = seededRandom(seed + 3).next;
  const listeners = new Set<() => void>();
  const reach = createReach(store, network);
  const flows = createFlows(openFlows);
  const counts = createCounts();
  const following = followControlPlane(elbv2, network, clock, delays, (before) => {
    flows.review(before, following.view);
    // What goes wrong shows in `ready`; nobody waits for it here.
    listen().then(tell, () => {});
  });
  const view = () => following.view;
  const arrivals = createArrivals({
    ...{ view, failOpen, reach, flows, countsOf: counts.of, topology, clock, random },
    connectTimeout: delays.connectTimeout,
  });
  const entries = createEntries(arrivals, (dnsName) =>
    authority.issue({ commonName: 'nlb', dnsNames: [dnsName, `*.${dnsName}`] }),
  );
  const unsubscribe = store.subscribe(({ type, resource, object }) => {
    if (!isResource(resource, kinds.pods)) return;
    if (type === 'DELETED' || isTerminal(object)) flows.endPod(object.metadata.uid ?? '');
  });

  let work = Promise.resolve();
  const listen = () => {
    const names = view().balancers.map(({ dnsName }) => dnsName);
    work = entries.listen(entriesOf(view()), names);
    return work;
  };
  const connectTo = () => connectToEntries(view().balancers, entries.portOf);
  let told = '';
  const tell = () => {
    const now = connectTo().join();
    if (now === told) return;
    told = now;
    for (const listener of listeners) listener();
  };
  const inDns = (dnsName: string) => {
    const balancer = view().balancers.find((one) => one.dnsName === dnsName);
    return balancer === undefined ? [] : zonesInDns(view(), balancer);
  };

  const hasListener = (dnsName: string, port: number) =>
    view().balancers.some((one) => one.dnsName === dnsName && one.listeners.some((listener) => listener.port === port));

  let proxy: NlbProxy | undefined;
  const close = async () => {
    unsubscribe();
    listeners.clear();
    reach.stop();
    following.stop();
    entries.close();
    arrivals.close();
    await Promise.all([proxy?.close(), work.catch(() => {})]);
  };
  try {
    await listen();
    proxy = await startProxy({
      balancers: () => view().balancers,
      zoneOf: (dnsName) => anyOf(inDns(dnsName), random()),
      localPort: (dnsName, zone, port) =>
        hasListener(dnsName, port) ? entries.portOf(dnsName, zone, port) : undefined,
    });
  } catch (error) {
    await close();
    throw error;
  }
  tell();
  return {
    proxyUrl: proxy.url,
    connectTo,
    localPort: entries.portOf,
    zonesInDns: inDns,
    counts: counts.list,
    settled: following.settled,
    ready: () => work,
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close,
  };
}

const entriesOf = ({ balancers }: DataPlaneView): WantedEntry[] =>
  balancers.flatMap(({ dnsName, listeners, zones }) =>
    listeners.flatMap(({ port, tls }) => zones.map(({ name: zone }) => ({ dnsName, zone, port, tls }))),
  );
