import type { Socket } from 'node:net';
import type { SandboxClock } from '../clock.ts';
import type { Topology } from '../cluster/topology.ts';
import { sourceAddress } from './addresses.ts';
import type { ConnectionCounts } from './counts.ts';
import type { Arrivals, Entry } from './entries.ts';
import { type Flow, type Flows, reset } from './flows.ts';
import { isReset, type Loss, outcomeOf } from './outcome.ts';
import { createPodServer } from './pods.ts';
import type { Reach } from './reach.ts';
import { type FailOpen, routesOf } from './route.ts';
import type { DataPlaneView } from './view.ts';

export interface ArrivalsOptions {
  view(): DataPlaneView;
  readonly failOpen: FailOpen;
  readonly reach: Pick<Reach, 'to'>;
  readonly flows: Flows;
  countsOf(dnsName: string): ConnectionCounts;
  readonly topology: Topology;
  readonly clock: SandboxClock;
  /** How long a connection to nobody is left hanging, in milliseconds of the sandbox's time. */
  readonly connectTimeout: number;
  /** Numbers in [0, 1). */
  random(): number;
}

/** What a load balancer does with the connections that come: each is given to a pod, refused, or left hanging. */
export function createArrivals(options: ArrivalsOptions): Arrivals & { close(): void } {
  const { view, failOpen, reach, flows, countsOf, topology, clock, connectTimeout, random } = options;
  const sockets = new Set<Socket>();
  const waiting = new WeakSet<Flow>();
  const pods = createPodServer(flows.of, (flow) => {
    if (waiting.delete(flow)) countsOf(flow.dnsName).answered += 1;
  });
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  };
  /** What answers at an address by now. */
  const place = ({ dnsName, zone, port }: Entry) => {
    const balancer = view().balancers.find((one) => one.dnsName === dnsName);
    if (balancer?.zones.every(({ name }) => name !== zone)) return undefined;
    const listener = balancer?.listeners.find((one) => one.port === port);
    return balancer === undefined || listener === undefined ? undefined : { balancer, listener };
  };

  const lose = (dnsName: string, loss: Loss, socket: Socket) => {
    countsOf(dnsName).lost[loss] += 1;
    if (isReset[loss] || connectTimeout <= 0) {
      reset(socket);
      return;
    }
    // What is sent is lost, and nothing comes back, until the client or the sandbox loses patience.
    const cancel = clock.after(connectTimeout, () => reset(socket));
    socket.once('close', cancel);
    socket.resume();
  };
  const forward = (flow: Flow) => {
    const counts = countsOf(flow.dnsName);
    counts.forwarded += 1;
    counts.open += 1;
    counts.byGroup[flow.group] = (counts.byGroup[flow.group] ?? 0) + 1;
    waiting.add(flow);
    flows.add(flow, {
      cut(reason) {
        counts.cut[reason] += 1;
      },
      closed() {
        counts.open -= 1;
        if (waiting.delete(flow)) counts.unanswered += 1;
      },
    });
    pods.emit('connection', flow.socket);
  };

  return {
    accepted(entry, socket) {
      keep(socket);
      countsOf(entry.dnsName).accepted += 1;
      const found = place(entry);
      if (found !== undefined) return found.listener.tls ? 'tls' : 'tcp';
      lose(entry.dnsName, 'no-listener', socket);
      return undefined;
    },
    usable(entry, socket) {
      if (!sockets.has(socket)) keep(socket);
      const { dnsName, zone } = entry;
      const found = place(entry);
      if (found === undefined) return lose(dnsName, 'no-listener', socket);
      const { balancer, listener } = found;
      const outcome = outcomeOf(view(), routesOf(view(), listener, zone, failOpen), reach, random);
      if (outcome.kind === 'lost') return lose(dnsName, outcome.loss, socket);
      const { group, target, pod, source } = outcome;
      const client = sourceAddress(source, socket.remoteAddress ?? '', topology, balancer, zone);
      forward({ socket, dnsName, listener: listener.arn, group, target, pod, client });
    },
    handshakeFailed: ({ dnsName }, socket) => lose(dnsName, 'handshake-failed', socket),
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}
