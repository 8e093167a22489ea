import type { AddressInfo, Server } from 'node:net';

/** Has a server listen on a free port of loopback, and gives that port. Rejects with the system's error. */
export async function listenOnLoopback(server: Pick<Server, 'once' | 'listen' | 'address'>): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
