import { connect, createServer } from 'node:net';

/**
 * A way to a server on loopback that holds each of the server's packets back for `delay` milliseconds, as a distant one's
 * would be: what is asked one after the other can then be told from what is asked side by side.
 */
export async function slowLine(target, delay) {
  const { hostname, port } = new URL(target);
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    near.pipe(far);
    far.on('data', (bytes) => setTimeout(() => near.writable && near.write(bytes), delay));
    far.on('end', () => setTimeout(() => near.end(), delay));
    for (const socket of [near, far]) socket.on('error', () => [near, far].map((one) => one.destroy()));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { protocol } = new URL(target);
  return {
    url: `${protocol}//127.0.0.1:${server.address().port}`,
    close: () => server.close(),
  };
}
