import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createServiceFront, type LoggedRequest, type ServiceFrontOptions } from './wire/service-front.ts';

/** The HTTP endpoint, while it runs. */
export interface Elbv2Endpoint {
  /** `http://127.0.0.1:PORT`, for AWS_ENDPOINT_URL. */
  readonly url: string;
  /** Every request so far, in order; grows while the endpoint runs. */
  readonly requests: readonly LoggedRequest[];
  close(): Promise<void>;
}

const largestBody = 1_000_000;

/** Listens on a free port of the loopback interface and answers as ELBv2 does: forms in, XML out. */
export async function startElbv2Endpoint(options: ServiceFrontOptions): Promise<Elbv2Endpoint> {
  const front = createServiceFront(options);
  const server = createServer((request, response) => {
    readParameters(request)
      .then((parameters) => {
        const requestId = randomUUID();
        const { status, body } = front.answer({ parameters, authorization: request.headers.authorization }, requestId);
        const date = new Date(options.clock.now()).toUTCString();
        response.writeHead(status, { date, 'content-type': 'text/xml', 'x-amzn-requestid': requestId });
        response.end(body);
      })
      .catch(() => response.writeHead(413).end());
  });
  // Connections that have not sent a request yet, or are still in their handshake, are known to nobody else.
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: front.requests,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** The form of a POST, together with what stands in the URL, which is all that a GET has. */
async function readParameters(request: IncomingMessage): Promise<URLSearchParams> {
  const parameters = new URLSearchParams(request.url?.split('?')[1]);
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk;
    if (body.length > largestBody) throw new Error('The request is too large');
  }
  for (const [key, value] of new URLSearchParams(body)) parameters.append(key, value);
  return parameters;
}
