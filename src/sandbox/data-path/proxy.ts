import {
  createServer,
  request as forward,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { listenOnLoopback } from '../loopback.ts';
import type { BalancerView } from './view.ts';

/** What the proxy asks for each connection. */
export interface NlbDirectory {
  balancers(): readonly BalancerView[];
  /** One of the zones that the plain name has in DNS. */
  zoneOf(dnsName: string): string | undefined;
  localPort(dnsName: string, zone: string, port: number): number | undefined;
}

export interface NlbProxy {
  readonly url: string;
  close(): Promise<void>;
}

/** Where a request goes: to a port of loopback, or nowhere, with the answer that says so. */
type Way = { readonly local: number } | { readonly status: 403 | 502; readonly why: string };

/** Of one hop, and not to be passed on (RFC 9110, section 7.6.1). */
const ofThisHop = ['connection', 'keep-alive', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'upgrade'];

/** An HTTP proxy on loopback that knows the load balancers' DNS names and refuses every other host. */
export async function startProxy(directory: NlbDirectory): Promise<NlbProxy> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  };
  const server = createServer((request, response) => passOn(directory, request, response, keep));
  server.on('connection', keep);
  server.on('connect', (request, client) => tunnel(directory, request, client, keep));
  server.on('clientError', (_error, socket) => socket.destroy());
  const port = await listenOnLoopback(server);
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A plain name leads to a zone of DNS, by chance as a resolver would; a zone's own name to that zone. */
function wayTo(directory: NlbDirectory, host: string, port: number): Way {
  const name = host.toLowerCase();
  for (const { dnsName, zones } of directory.balancers()) {
    const plain = dnsName.toLowerCase();
    const zone =
      name === plain ? directory.zoneOf(dnsName) : zones.find((one) => name === `${one.name}.${plain}`)?.name;
    if (zone === undefined) continue;
    const local = directory.localPort(dnsName, zone, port);
    return local === undefined ? { status: 502, why: `${host} has no listener on port ${port}` } : { local };
  }
  return { status: 403, why: `this proxy leads to the sandbox’s load balancers alone, not to ${host}` };
}

/** A request with the whole URL in its first line; each makes a connection of its own. */
function passOn(
  directory: NlbDirectory,
  request: IncomingMessage,
  response: ServerResponse,
  keep: (socket: Socket) => void,
): void {
  const refuse = (status: number, why: string) => {
    if (response.headersSent) response.destroy();
    else response.writeHead(status, { 'content-type': 'text/plain' }).end(`nlbctl sandbox: ${why}\n`);
  };
  const url = URL.canParse(request.url ?? '') ? new URL(request.url ?? '') : undefined;
  if (url?.protocol !== 'http:') {
    refuse(400, 'a proxy takes a request with a whole http URL');
    return;
  }
  const way = wayTo(directory, url.hostname, Number(url.port || 80));
  if ('why' in way) {
    refuse(way.status, way.why);
    return;
  }
  const onward = forward({
    host: '127.0.0.1',
    port: way.local,
    method: request.method,
    path: `${url.pathname}${url.search}`,
    headers: { ...passedOn(request.headers), host: url.host, connection: 'close' },
    agent: false,
  });
  onward.once('socket', keep);
  onward.on('error', (error) => refuse(502, `the connection to ${url.host} failed: ${error.message}`));
  onward.once('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, passedOn(answer.headers));
    answer.pipe(response);
    answer.once('error', () => response.destroy());
  });
  request.pipe(onward);
  response.once('close', () => onward.destroy());
}

const passedOn = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !ofThisHop.includes(name)));

/** CONNECT: bytes go to and fro until one side ends. */
function tunnel(
  directory: NlbDirectory,
  request: IncomingMessage,
  client: Duplex,
  keep: (socket: Socket) => void,
): void {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(request.url ?? '') ?? [];
  const way = wayTo(directory, host, Number(port));
  if ('why' in way) {
    const reason = way.status === 403 ? 'Forbidden' : 'Bad Gateway';
    client.end(`HTTP/1.1 ${way.status} ${reason}\r\ncontent-type: text/plain\r\n\r\nnlbctl sandbox: ${way.why}\n`);
    return;
  }
  const onward = connect(way.local, '127.0.0.1');
  keep(onward);
  let open = false;
  onward.once('connect', () => {
    open = true;
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    onward.pipe(client);
    client.pipe(onward);
  });
  onward.once('close', () => {
    if (open) client.destroy();
    else client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  client.once('close', () => onward.destroy());
}
