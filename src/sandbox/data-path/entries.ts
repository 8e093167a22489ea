import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import type { Identity } from '../certificates.ts';
import { listenOnLoopback } from '../loopback.ts';

/** An address of a load balancer with one of its ports. */
export interface Entry {
  readonly dnsName: string;
  readonly zone: string;
  readonly port: number;
}

/** What is to listen: a load balancer's addresses, and on which of its ports TLS is spoken. */
export interface WantedEntry extends Entry {
  readonly tls: boolean;
}

/** What is done with the connections that come. */
export interface Arrivals {
  /** A connection has been accepted. Tells what is spoken on it by now; undefined where it is over already. */
  accepted(entry: Entry, socket: Socket): 'tcp' | 'tls' | undefined;
  /** It can be used: at once, or after the handshake of TLS. */
  usable(entry: Entry, socket: Socket): void;
  handshakeFailed(entry: Entry, socket: Socket): void;
}

/** Ports of loopback, one for each entry. */
export interface Entries {
  /**
   * Makes those listen that do not yet. What listens keeps its port for as long as its load balancer is there, whatever becomes of
   * the listener, so that a client's settings stay right. Resolves when that is so.
   */
  listen(wanted: readonly WantedEntry[], balancers: readonly string[]): Promise<void>;
  /** Undefined where the entry does not listen. */
  portOf(dnsName: string, zone: string, port: number): number | undefined;
  close(): void;
}

interface Listening {
  readonly entry: Entry;
  readonly server: Server;
  /** It listens nowhere: connections are handed to it for their handshake. */
  secure?: TlsServer;
}

const keyOf = ({ dnsName, zone, port }: Entry) => `${zone}.${dnsName}:${port}`;

/** `identityOf` is asked for the identity of a load balancer when one of its listeners speaks TLS. */
export function createEntries(arrivals: Arrivals, identityOf: (dnsName: string) => Promise<Identity>): Entries {
  const entries = new Map<string, Listening>();
  let work = Promise.resolve();
  let closed = false;

  const open = async (entry: Entry): Promise<Listening> => {
    const server = createServer((socket) => {
      const spoken = arrivals.accepted(entry, socket);
      if (spoken === 'tcp') arrivals.usable(entry, socket);
      if (spoken !== 'tls') return;
      if (listening.secure === undefined) arrivals.handshakeFailed(entry, socket);
      else listening.secure.emit('connection', socket);
    });
    const listening: Listening = { entry, server };
    await listenOnLoopback(server);
    return listening;
  };
  const securing = async (entry: Entry): Promise<TlsServer> => {
    const { keyPem, certificatePem } = await identityOf(entry.dnsName);
    const server = createTlsServer({ key: keyPem, cert: certificatePem }, (socket) => arrivals.usable(entry, socket));
    server.on('tlsClientError', (_error, socket) => arrivals.handshakeFailed(entry, socket));
    return server;
  };
  const adjust = async (wanted: readonly WantedEntry[], balancers: readonly string[]) => {
    for (const [key, { entry, server }] of entries) {
      if (balancers.includes(entry.dnsName)) continue;
      entries.delete(key);
      server.close();
    }
    for (const entry of wanted) {
      if (closed) return;
      const listening = entries.get(keyOf(entry)) ?? (await open(entry));
      if (entry.tls) listening.secure ??= await securing(entry);
      if (closed) listening.server.close();
      else entries.set(keyOf(entry), listening);
    }
  };
  return {
    listen(wanted, balancers) {
      work = work.catch(() => {}).then(() => adjust(wanted, balancers));
      return work;
    },
    portOf: (dnsName, zone, port) => {
      const address = entries.get(keyOf({ dnsName, zone, port }))?.server.address();
      return (address as AddressInfo | null | undefined)?.port;
    },
    close() {
      closed = true;
      for (const { server } of entries.values()) server.close();
      entries.clear();
    },
  };
}
