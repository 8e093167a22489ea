import { createServer as createPlainServer, type IncomingMessage } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';

/** One request, as it came. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The common name of the client's certificate. */
  readonly certificate: string | null;
  /** Tells connections apart. */
  readonly socket: Socket;
}

export type SeenAnswer =
  | { status?: number; json?: unknown; text?: string; headers?: Record<string, string>; gzip?: boolean }
  | 'hang'
  | 'reset';

type Answering = (request: SeenRequest, count: number) => SeenAnswer;

/** An API server on loopback that answers what a test says; over HTTPS if `tls` is given. */
export async function startApiServer(answer: Answering, tls?: ServerOptions) {
  const requests: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  const server = tls === undefined ? createPlainServer() : createServer(tls);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('request', (incoming: IncomingMessage, outgoing) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    incoming.on('end', () => {
      const url = new URL(incoming.url ?? '', 'http://server');
      const peer = tls === undefined ? null : (incoming.socket as TLSSocket).getPeerCertificate();
      const certificate = peer?.subject?.CN ?? null;
      const { method = '', headers, socket } = incoming;
      const seen = { method, path: url.pathname, query: url.searchParams, headers, body, certificate, socket };
      requests.push(seen as SeenRequest);
      const given = answer(seen as SeenRequest, requests.length);
      if (given === 'hang') return;
      if (given === 'reset') {
        socket.destroy();
        return;
      }
      const type = given.json === undefined ? 'text/html' : 'application/json';
      const text = given.json === undefined ? (given.text ?? '') : JSON.stringify(given.json);
      const encoding = given.gzip === true ? { 'Content-Encoding': 'gzip' } : {};
      outgoing.writeHead(given.status ?? 200, { 'Content-Type': type, ...encoding, ...given.headers });
      outgoing.end(given.gzip === true ? gzipSync(text) : text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The Status that stands for a failure. */
export function status(code: number, message: string, headers?: Record<string, string>): SeenAnswer {
  const json = { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code };
  return { status: code, json, ...(headers === undefined ? {} : { headers }) };
}

/** A list of objects, as a page. */
export function list(items: readonly object[], next?: string): SeenAnswer {
  return { json: { kind: 'List', apiVersion: 'v1', metadata: next === undefined ? {} : { continue: next }, items } };
}
