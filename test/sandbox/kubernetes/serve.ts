import { request } from 'node:https';
import { afterAll } from 'vitest';
import { type SteppedClock, steppedClock } from '../../../src/sandbox/clock.ts';
import { type KubernetesApi, startKubernetesApi } from '../../../src/sandbox/kubernetes/kubernetes-api.ts';
import type { ObjectStore } from '../../../src/sandbox/store/object.ts';
import { createObjectStore, type ObjectStoreOptions } from '../../../src/sandbox/store/object-store.ts';
import { type Reply, readLines, replyTo } from '../reply.ts';

const start = Date.parse('2026-05-01T12:00:00Z');

interface Call {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly token?: string;
}

export interface Served {
  readonly api: KubernetesApi;
  readonly store: ObjectStore;
  readonly clock: SteppedClock;
  /** Sends a request as the administrator; a body that is no string goes as JSON. */
  readonly call: (method: string, path: string, call?: Call) => Promise<Reply>;
  /** Opens a watch and gives the events that have come when `count` are there, or the stream has ended. */
  readonly watch: (
    path: string,
    count: number,
    meanwhile?: () => void,
    headers?: Record<string, string>,
  ) => Promise<WatchLine[]>;
}

export interface WatchLine {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: an object of any kind
  readonly object: any;
}

const adminToken = 'admin-token';

/** An API server over an empty store with a clock that stands still; it ends with the tests of the file. */
export async function serve(options: ObjectStoreOptions & { rbac?: boolean } = {}): Promise<Served> {
  const clock = steppedClock(start);
  let seed = 1;
  const random = () => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  };
  const store = createObjectStore(clock, { random, ...options });
  const api = await startKubernetesApi({
    store,
    clock,
    rbac: options.rbac ?? false,
    identities: { [adminToken]: { user: 'admin', groups: ['system:masters'] } },
  });
  afterAll(() => api.close());
  const open = (method: string, path: string, { headers = {}, token = adminToken }: Call) =>
    request(`${api.url}${path}`, {
      method,
      ca: api.caPem,
      headers: { ...(token === '' ? {} : { authorization: `Bearer ${token}` }), 'user-agent': 'tests/1.0', ...headers },
    });
  return {
    api,
    store,
    clock,
    call: (method, path, call = {}) => {
      const sent = open(method, path, call);
      const { body } = call;
      const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
      if (body !== undefined) sent.setHeader('content-length', Buffer.byteLength(bytes));
      sent.end(body === undefined ? undefined : bytes);
      return replyTo(sent);
    },
    watch: (path, count, meanwhile, headers) =>
      new Promise((resolve) => {
        const sent = open('GET', path, headers === undefined ? {} : { headers });
        const lines: WatchLine[] = [];
        const done = () => {
          resolve(lines);
          sent.destroy();
        };
        readLines(
          sent,
          (line) => {
            lines.push(line);
            if (lines.length >= count) done();
          },
          done,
        );
        sent.on('response', () => meanwhile?.());
        sent.end();
      }),
  };
}

/** A Service as a client would send it. */
export const service = (name: string, more: Record<string, unknown> = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, ...(more['metadata'] as object | undefined) },
  spec: { type: 'LoadBalancer', ports: [{ port: 80, targetPort: 8080 }], ...(more['spec'] as object | undefined) },
});

export const services = '/api/v1/namespaces/default/services';
