import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Identity } from '../certificates.ts';

/** An address of a load balancer with one of its listeners. */
export interface Entry {
  readonly dnsName: string;
  readonly zone: string;
  readonly port: number;
  readonly tls: boolean;
}

/** What is done with the connections that come. */
export interface Arrivals {
  /** A connection has been accepted. */
  accepted(entry: Entry, socket: Socket): void;
  /** It can be used: at once, or after the handshake of TLS. */
  usable(entry: Entry, socket: Socket): void;
  handshakeFailed(entry: Entry): void;
}

/** Ports of loopback, one for each entry that there is. */
export interface Entries {
  /** Makes those listen, and no others. Resolves when that is so. */
  listen(wanted: readonly Entry[]): Promise<void>;
  /** Undefined where the entry does not listen. */
  portOf(dnsName: string, zone: string, port: number): number | undefined;
  close(): void;
}

const keyOf = ({ dnsName, zone, port }: Pick<Entry, 'dnsName' | 'zone' | 'port'>) => `${zone}.${dnsName}:${port}`;

/** `identityOf` is asked for the identity of a load balancer when one of its listeners speaks TLS. */
export function createEntries(arrivals: Arrivals, identityOf: (dnsName: string) => Promise<Identity>): Entries {
  const servers = new Map<string, { entry: Entry; server: Server }>();
  let work = Promise.resolve();
  let closed = false;

  const adjust = async (wanted: readonly Entry[]) => {
    const keys = new Map(wanted.map((entry) => [keyOf(entry), entry]));
    for (const [key, { entry, server }] of servers) {
      if (keys.get(key)?.tls === entry.tls) continue;
      servers.delete(key);
      server.close();
    }
    for (const [key, entry] of keys) {
      if (closed || servers.has(key)) continue;
      const server = await listening(entry.tls ? await overTls(entry) : plain(entry));
      if (closed) server.close();
      else servers.set(key, { entry, server });
    }
  };
  const plain = (entry: Entry): Server =>
    createServer((socket) => {
      arrivals.accepted(entry, socket);
      arrivals.usable(entry, socket);
    });
  const overTls = async (entry: Entry): Promise<Server> => {
    const { keyPem, certificatePem } = await identityOf(entry.dnsName);
    const server = createTlsServer({ key: keyPem, cert: certificatePem }, (socket) => arrivals.usable(entry, socket));
    server.on('connection', (socket: Socket) => arrivals.accepted(entry, socket));
    server.on('tlsClientError', () => arrivals.handshakeFailed(entry));
    return server;
  };
  return {
    listen(wanted) {
      work = work.catch(() => {}).then(() => adjust(wanted));
      return work;
    },
    portOf: (dnsName, zone, port) => {
      const found = servers.get(keyOf({ dnsName, zone, port }));
      return (found?.server.address() as AddressInfo | null | undefined)?.port;
    },
    close() {
      closed = true;
      for (const { server } of servers.values()) server.close();
      servers.clear();
    },
  };
}

function listening<S extends Server>(server: S): Promise<S> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
