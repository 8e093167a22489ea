import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Flow } from './flows.ts';

/**
 * The HTTP server in the pods' containers. It listens nowhere: it is handed connections by the load balancer, and answers in the
 * name of the pod that each has found. `answered` is told of every answer.
 */
export function createPodServer(flowOf: (socket: Socket) => Flow | undefined, answered: (flow: Flow) => void): Server {
  const server = createServer((request, response) => {
    request.resume();
    const flow = flowOf(request.socket);
    if (flow === undefined) {
      request.socket.destroy();
      return;
    }
    response.once('finish', () => answered(flow));
    response
      .writeHead(200, { 'content-type': 'application/json', 'x-pod': flow.pod.name, 'x-client-address': flow.client })
      .end(introduction(flow));
  });
  // A connection that is kept open is the client's to close: it shows what becomes of flows in a migration.
  server.keepAliveTimeout = 0;
  server.on('clientError', (_error, socket) => socket.destroy());
  return server;
}

/** One line: a person reads it too. */
const introduction = ({ pod, client }: Flow): string =>
  `${JSON.stringify({ pod: pod.name, namespace: pod.namespace, node: pod.node, address: pod.address, client })}\n`;
