import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AttemptResult, ProbedEndpoint, ProbeWay } from '../../src/model/probe.ts';
import { attempt } from '../../src/probe/attempt.ts';
import { createAuthority, type Issued } from '../network/certificates.ts';

const dnsName = 'ui-1.elb.us-west-2.amazonaws.com';
const tcp: ProbeWay = { by: 'tcp' };
const tls: ProbeWay = { by: 'tls' };
const http = (path = '/', secure = false): ProbeWay => ({ by: 'http', path, secure });

const open: Server[] = [];
const sockets = new Set<Socket>();

async function listening(server: Server): Promise<number> {
  open.push(server);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

let issued: Issued;
beforeAll(async () => {
  issued = await (await createAuthority('probe')).issue();
});

interface Trying {
  readonly timeout?: number;
  readonly signal?: AbortSignal;
  readonly endpoint?: Partial<ProbedEndpoint>;
}

function tried(
  way: ProbeWay,
  port: number,
  { timeout = 5_000, signal, endpoint }: Trying = {},
): Promise<AttemptResult> {
  const place = { zone: null, host: '127.0.0.1', port, listenerPort: 80, listenerSpeaksTls: false, ...endpoint };
  const make = attempt({ way, dnsName, timeout, userAgent: 'nlbctl/test' });
  return make(place, signal ?? new AbortController().signal);
}

const failed = (kind: string) => ({ outcome: 'failed', kind });
const succeeded = { outcome: 'succeeded', milliseconds: expect.any(Number) };

/** A port of loopback on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => open.pop()?.close(resolve));
  return port;
}

describe('TCP', () => {
  test('succeeds where a server takes the connection and waits', async () => {
    expect(await tried(tcp, await listening(createServer(() => undefined)))).toEqual(succeeded);
  });

  test('succeeds where a server speaks first and then closes', async () => {
    expect(await tried(tcp, await listening(createServer((socket) => socket.end('220 ready\r\n'))))).toEqual(succeeded);
  });

  test('is refused where nobody listens', async () => {
    expect(await tried(tcp, await closedPort())).toMatchObject({ ...failed('refused'), message: 'connection refused' });
  });

  test('is reset where a server takes the connection and throws it away', async () => {
    const port = await listening(createServer((socket) => socket.resetAndDestroy()));
    expect(await tried(tcp, port)).toMatchObject(failed('reset'));
  });

  test('is closed early where a server closes it without a word', async () => {
    expect(await tried(tcp, await listening(createServer((socket) => socket.end())))).toMatchObject(failed('closed'));
  });

  test('fails by DNS where the host has no address', async () => {
    // RFC 6761 keeps `invalid` for names that never exist; a label that is too long is refused before anybody is asked.
    const result = await tried(tcp, 80, { endpoint: { host: `${'x'.repeat(64)}.invalid` } });
    expect(result).toMatchObject({ outcome: 'failed', kind: expect.stringMatching(/^(dns|other)$/) });
  });

  test('leaves no connection open', async () => {
    const ended = new Promise<void>((resolve) => {
      void listening(createServer((socket) => socket.resume().on('close', () => resolve()))).then((port) =>
        tried(tcp, port),
      );
    });
    await expect(ended).resolves.toBeUndefined();
  });
});

describe('TLS', () => {
  test('succeeds whatever the certificate is for, and names the NLB', async () => {
    let asked: string | false | null | undefined = null;
    const server = createTlsServer({ ...issued }, (socket) => {
      asked = socket.servername;
    });
    expect(await tried(tls, await listening(server))).toEqual(succeeded);
    expect(asked).toBe(dnsName);
  });

  test('fails where the server does not speak it', async () => {
    const port = await listening(createServer((socket) => socket.write('220 plain text, and no TLS at all\r\n')));
    expect(await tried(tls, port)).toMatchObject(failed('tls'));
  });

  test('is closed early where the server closes in the handshake', async () => {
    const port = await listening(createServer((socket) => socket.once('data', () => socket.end())));
    expect(await tried(tls, port)).toMatchObject(failed('closed'));
  });

  test('hangs where the server never answers, until the time is up', async () => {
    const port = await listening(createServer(() => undefined));
    expect(await tried(tls, port, { timeout: 50 })).toEqual({
      ...failed('timeout'),
      message: 'no answer within 0.05s',
    });
  });
});

describe('HTTP', () => {
  test.each([
    [200, succeeded],
    [204, succeeded],
    [302, succeeded],
    [404, { ...failed('httpStatus'), message: 'answered with HTTP status 404' }],
    [503, { ...failed('httpStatus'), message: 'answered with HTTP status 503' }],
  ])('status %s', async (status, expected) => {
    const server = createHttpServer((_, response) => response.writeHead(status).end());
    expect(await tried(http(), await listening(server))).toEqual(expected);
  });

  test('asks for the path, by the name of the NLB', async () => {
    const seen: (string | undefined)[] = [];
    const server = createHttpServer(({ url, headers }, response) => {
      seen.push(url, headers.host, headers['user-agent']);
      response.end();
    });
    const port = await listening(server);
    await tried(http('/healthz?full=1'), port);
    await tried(http(), port, { endpoint: { listenerPort: 8080 } });
    expect(seen).toEqual(['/healthz?full=1', dnsName, 'nlbctl/test', '/', `${dnsName}:8080`, 'nlbctl/test']);
  });

  test('speaks TLS where the listener does, or where it is asked to', async () => {
    const port = await listening(createHttpsServer({ ...issued }, (_, response) => response.end()));
    expect(await tried(http('/', true), port)).toEqual(succeeded);
    expect(await tried(http(), port, { endpoint: { listenerSpeaksTls: true } })).toEqual(succeeded);
    expect(await tried(http(), port)).toMatchObject({ outcome: 'failed' });
  });

  test('is closed early where the server hangs up instead of an answer', async () => {
    const port = await listening(createServer((socket) => socket.once('data', () => socket.end())));
    expect(await tried(http(), port)).toMatchObject(failed('closed'));
  });

  test('hangs where a pod takes the request and does not answer', async () => {
    expect(await tried(http(), await listening(createHttpServer(() => undefined)), { timeout: 50 })).toMatchObject(
      failed('timeout'),
    );
  });

  test('does not wait for the body', async () => {
    const server = createHttpServer((_, response) => response.writeHead(200).write('the first of many bytes'));
    expect(await tried(http(), await listening(server))).toEqual(succeeded);
  });
});

test('what is broken off is skipped, and is no failure', async () => {
  const leaving = new AbortController();
  const port = await listening(createServer(() => leaving.abort()));
  expect(await tried(tls, port, { signal: leaving.signal })).toEqual({ outcome: 'skipped' });
  expect(await tried(tcp, port, { signal: leaving.signal })).toEqual({ outcome: 'skipped' });
});
