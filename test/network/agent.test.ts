import http from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { openConnections } from '../../src/network/agent.ts';

test('nobody is connected to after the end', async () => {
  let came = 0;
  const server = createServer((socket) => {
    came += 1;
    socket.destroy();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const connections = await openConnections('http:', null, {}, { keepAlive: true });
  const ask = () =>
    new Promise<string>((done) => {
      http.get({ port, host: '127.0.0.1', agent: connections.agent }).on('error', ({ message }) => done(message));
    });
  await ask();
  expect(came).toBe(1);
  connections.close();
  expect(await ask()).toBe('the connections are closed');
  expect(came).toBe(1);
  server.close();
});
