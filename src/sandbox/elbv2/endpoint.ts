import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Fault } from '../faults/fault.ts';
import { ConnectionDropped } from '../faults/wire/dropped.ts';
import { openGate, type WireGate } from '../faults/wire/gate.ts';
import { listenOnLoopback } from '../loopback.ts';
import type { Elbv2Reads } from './reads.ts';
import {
  type Answer,
  type Call,
  createServiceFront,
  type LoggedRequest,
  type ServiceFrontOptions,
} from './wire/service-front.ts';

export interface Elbv2EndpointOptions extends ServiceFrontOptions {
  /** What every signed call passes; nothing stands in its way when it is left out. */
  readonly gate?: WireGate;
  /** Reads of what is there now, for those that are to be stale later. */
  readonly past?: () => Elbv2Reads;
}

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
export async function startElbv2Endpoint(options: Elbv2EndpointOptions): Promise<Elbv2Endpoint> {
  const { gate = openGate, past } = options;
  const front = createServiceFront(options);
  const pasts = new WeakMap<Fault, Elbv2Reads>();
  const pastOf = (fault: Fault | undefined): Elbv2Reads | undefined => {
    if (fault === undefined || past === undefined) return undefined;
    const reads = pasts.get(fault) ?? past();
    pasts.set(fault, reads);
    return reads;
  };
  const answer = async (request: IncomingMessage, requestId: string): Promise<Answer> => {
    const parameters = await readParameters(request);
    const { authorization, 'user-agent': agent = '' } = request.headers;
    const call: Call = { parameters, authorization };
    const known = front.callOf(call, agent);
    if (known === undefined) return front.answer(call, requestId);
    const passage = await gate.enter(known);
    const answered = front.answer({ ...call, refusal: passage.refusal, past: pastOf(passage.stale) }, requestId);
    await passage.leave();
    return answered;
  };
  const server = createServer((request, response) => {
    const requestId = randomUUID();
    answer(request, requestId)
      .then(({ status, body }) => {
        const date = new Date(options.clock.now()).toUTCString();
        response.writeHead(status, { date, 'content-type': 'text/xml', 'x-amzn-requestid': requestId });
        response.end(body);
      })
      .catch((error: unknown) => {
        if (error instanceof ConnectionDropped) request.socket.destroy();
        else response.writeHead(413).end();
      });
  });
  // Connections that have not sent a request yet, or are still in their handshake, are known to nobody else.
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const port = await listenOnLoopback(server);
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
