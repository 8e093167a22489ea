import { createServer as createPlainServer, request as plainRequest, type RequestListener } from 'node:http';
import { createServer as createSecureServer, request as secureRequest } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One request that came to a front. Instants are `performance.now()`; `ended` is 0 and `status` null while it has no answer. */
export interface FrontRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  /** The fields of a form, as ELBv2's Query protocol has them. */
  readonly form: URLSearchParams;
  readonly began: number;
  ended: number;
  status: number | null;
}

/** What a test has a front do instead of passing a request on: an answer, silence, a broken connection, or another form. */
export type Interference =
  | { readonly status: number; readonly body: string; readonly headers?: Record<string, string> }
  | { readonly form: URLSearchParams }
  | 'hang'
  | 'reset';

/** A server that stands before another one, passes everything on, and keeps what it saw. */
export interface Front {
  readonly url: string;
  readonly requests: FrontRequest[];
  /** Chooses what does not simply pass; null: it passes. */
  interfere: ((request: FrontRequest) => Interference | null | Promise<Interference | null>) | null;
  /** Told of each request once its answer has been sent. */
  answered: ((request: FrontRequest) => void) | null;
  /** Milliseconds that every request takes longer. */
  delay: number;
  /** Refuses and breaks every connection until `comeBack`. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

interface Behind {
  readonly url: string;
  /** The certificate of a server that speaks TLS. */
  readonly ca?: string;
  /** With which the front itself speaks TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** Opens a front on a free port of loopback. */
export async function openFront({ url: target, ca, tls }: Behind): Promise<Front> {
  const sockets = new Set<Socket>();
  const listener: RequestListener = (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', async () => {
      const url = new URL(incoming.url ?? '/', target);
      const body = Buffer.concat(chunks).toString();
      const seen: FrontRequest = {
        method: incoming.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        body,
        form: new URLSearchParams(body),
        began: performance.now(),
        ended: 0,
        status: null,
      };
      front.requests.push(seen);
      if (front.delay > 0) await sleep(front.delay);
      const interference = (await front.interfere?.(seen)) ?? null;
      if (interference === 'hang') return;
      if (interference === 'reset') {
        incoming.socket.destroy();
        return;
      }
      const end = (status: number, headers: object, text: Buffer | string) => {
        seen.ended = performance.now();
        seen.status = status;
        outgoing.writeHead(status, { ...headers });
        outgoing.end(text, () => front.answered?.(seen));
      };
      if (interference !== null && 'status' in interference) {
        end(interference.status, { 'content-type': 'text/xml', ...interference.headers }, interference.body);
        return;
      }
      const passed = interference === null ? body : interference.form.toString();
      const { host: _host, 'content-length': _length, connection: _connection, ...headers } = incoming.headers;
      const make = ca === undefined ? plainRequest : secureRequest;
      const request = make(url, {
        method: seen.method,
        headers: { ...headers, 'content-length': Buffer.byteLength(passed) },
        ...(ca === undefined ? {} : { ca }),
      });
      request.on('error', () => incoming.socket.destroy());
      request.on('response', (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const { 'transfer-encoding': _encoding, connection: _kept, ...others } = answer.headers;
          end(answer.statusCode ?? 502, others, Buffer.concat(parts));
        });
      });
      request.end(passed);
    });
  };
  const start = (port: number) =>
    new Promise<ReturnType<typeof createPlainServer>>((resolve, reject) => {
      const server = tls === undefined ? createPlainServer(listener) : createSecureServer(tls, listener);
      server.on('connection', (socket: Socket) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
      });
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => resolve(server));
    });
  let server = await start(0);
  const { port } = server.address() as AddressInfo;
  const goDown = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const front: Front = {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    requests: [],
    interfere: null,
    answered: null,
    delay: 0,
    goDown,
    async comeBack() {
      server = await start(port);
    },
    close: goDown,
  };
  return front;
}

/** How many of some requests had to follow one another: the longest chain in which each began after the end of the one before. */
export function inSequence(requests: readonly Pick<FrontRequest, 'began' | 'ended'>[]): number {
  let length = 0;
  let end = Number.NEGATIVE_INFINITY;
  // The longest chain takes, again and again, the request that ends first of those that begin after the last one taken.
  for (const { began, ended } of [...requests].sort((a, b) => a.ended - b.ended)) {
    if (began < end) continue;
    length += 1;
    end = ended;
  }
  return length;
}
