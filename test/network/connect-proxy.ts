import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createSocketServer, type Socket } from 'node:net';

/** What a proxy was asked for. */
export interface ProxyLog {
  /** `host:port` of every tunnel, as the client wrote it. */
  readonly tunnels: string[];
  readonly authorizations: (string | undefined)[];
}

/**
 * An HTTP proxy on loopback that only makes tunnels. Every host leads to `to`, so that a test can use names that do not
 * exist; `refuse` is the status that it answers instead; `silent` never answers.
 */
export async function startConnectProxy({ to, refuse, silent }: { to?: number; refuse?: number; silent?: boolean }) {
  const log: ProxyLog = { tunnels: [], authorizations: [] };
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on('connect', (request, client: Socket) => {
    log.tunnels.push(request.url ?? '');
    log.authorizations.push(request.headers['proxy-authorization']);
    if (silent === true) return;
    if (refuse !== undefined) {
      client.end(`HTTP/1.1 ${refuse} No\r\n\r\n`);
      return;
    }
    const target = connect(to ?? 0, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(client).pipe(target);
    });
    for (const socket of [client, target]) socket.on('error', () => socket.destroy());
  });
  return { ...(await listening(server, sockets)), log };
}

/** A SOCKS5 proxy on loopback without authentication; every host leads to `to` (RFC 1928). */
export async function startSocksProxy({ to }: { to: number }) {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createSocketServer((client) => {
    client.on('error', () => client.destroy());
    client.once('data', () => {
      client.write(Buffer.from([5, 0]));
      client.once('data', (request) => {
        const isName = request[3] === 3;
        const length = request[4] ?? 0;
        asked.push(isName ? request.subarray(5, 5 + length).toString() : [...request.subarray(4, 8)].join('.'));
        const target = connect(to, '127.0.0.1', () => {
          client.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
          target.pipe(client).pipe(target);
        });
        target.on('error', () => client.destroy());
      });
    });
  });
  return { ...(await listening(server as Server, sockets)), asked };
}

async function listening(server: Server, sockets: Set<Socket>) {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
