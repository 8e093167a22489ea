import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { DataPath } from '../../data-path/data-path.ts';
import { listenOnLoopback } from '../../loopback.ts';
import { SandboxError } from '../../sandbox-error.ts';
import type { FaultBoard, InjectedFault } from '../board.ts';
import type { Fault } from '../fault.ts';
import { readFaults } from './read-faults.ts';

/** Where a sandbox that runs is told what is to go wrong, and asked how its connections fare. */
export interface ControlEndpoint {
  /** `http://sandbox:TOKEN@127.0.0.1:PORT`: whoever has it may do everything here. */
  readonly url: string;
  close(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly body: object;
}

/** What is told and asked about. */
export interface Controlled {
  readonly faults: FaultBoard;
  dataPath(): Promise<DataPath>;
}

const largestBody = 1_000_000;

/**
 * Serves the faults of a sandbox on a free port of loopback: GET, POST (adds), PUT (replaces) and DELETE of `/faults`, DELETE of
 * `/faults/ID`, and GET of `/data-path`: where the load balancers are, and their counts. It asks for a token, so that no page of a browser and nobody else on the machine can use it.
 */
export async function startControl(controlled: Controlled): Promise<ControlEndpoint> {
  const token = randomBytes(24).toString('hex');
  const expected = Buffer.from(`Basic ${Buffer.from(`sandbox:${token}`).toString('base64')}`);
  const isAllowed = ({ headers }: IncomingMessage) => {
    const given = Buffer.from(headers.authorization ?? '');
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
  const server = createServer((request, response) => {
    const reply = isAllowed(request)
      ? answer(controlled, request)
      : Promise.resolve(refusal(401, 'this needs the token of the sandbox, which NLBCTL_SANDBOX_CONTROL has'));
    void reply.catch(failureOf).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(`${JSON.stringify(body)}\n`);
    });
  });
  const port = await listenOnLoopback(server);
  return {
    url: `http://sandbox:${token}@127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer({ faults, dataPath }: Controlled, request: IncomingMessage): Promise<Reply> {
  const { method = 'GET' } = request;
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/data-path') {
    if (method !== 'GET') return refusal(405, `${method} is not for ${pathname}`);
    const path = await dataPath();
    return {
      status: 200,
      body: { proxyUrl: path.proxyUrl, connectTo: path.connectTo(), loadBalancers: path.counts() },
    };
  }
  const [, id] = /^\/faults(?:\/([^/]+))?$/.exec(pathname) ?? [pathname];
  if (!/^\/faults(\/|$)/.test(pathname)) return refusal(404, `there is nothing at ${pathname}`);
  switch (id === undefined ? method : `${method} ID`) {
    case 'GET':
      return { status: 200, body: { faults: faults.list() } };
    case 'POST':
      return { status: 201, body: { faults: injectAll(faults, readFaults(await textOf(request))) } };
    case 'PUT': {
      const wanted = readFaults(await textOf(request));
      faults.clear();
      return { status: 200, body: { faults: injectAll(faults, wanted) } };
    }
    case 'DELETE':
    case 'DELETE ID':
      return clear(faults, id);
    default:
      return refusal(405, `${method} is not for ${pathname}`);
  }
}

function clear(faults: FaultBoard, id: string | undefined): Reply {
  const cleared = faults.list().filter((fault) => id === undefined || fault.id === id);
  if (id !== undefined && cleared.length === 0) {
    return refusal(404, `there is no fault ${id}`, 'nlbctl sandbox fault list shows those that there are');
  }
  faults.clear(id);
  return { status: 200, body: { faults: cleared } };
}

/** All of them or none. */
function injectAll(faults: FaultBoard, wanted: readonly Fault[]): InjectedFault[] {
  const injected: InjectedFault[] = [];
  try {
    for (const fault of wanted) injected.push(faults.inject(fault));
  } catch (error) {
    for (const { id } of injected) faults.clear(id);
    throw error;
  }
  return injected;
}

const refusal = (status: number, error: string, hint?: string): Reply => ({
  status,
  body: { error, ...(hint === undefined ? {} : { hint }) },
});

function failureOf(error: unknown): Reply {
  if (error instanceof SandboxError) return refusal(400, error.message, error.hint);
  return refusal(500, `the sandbox failed: ${error instanceof Error ? error.message : String(error)}`);
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > largestBody) throw new SandboxError('usage', 'the faults are longer than 1 MB');
  }
  return text;
}
