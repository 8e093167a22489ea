import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import { type Authority, createAuthority } from '../certificates.ts';
import type { SandboxClock } from '../clock.ts';
import type { Fault } from '../faults/fault.ts';
import { ConnectionDropped } from '../faults/wire/dropped.ts';
import { openGate, type WireGate } from '../faults/wire/gate.ts';
import { listenOnLoopback } from '../loopback.ts';
import { ApiError } from '../store/api-error.ts';
import type { ObjectStore } from '../store/object.ts';
import { pastStore } from '../store/past-store.ts';
import { type Answer, type Document, document, send } from './answer.ts';
import type { Api } from './api.ts';
import type { ApiRequest } from './api-request.ts';
import { callOf } from './call.ts';
import { publishCustomResourceDefinitions } from './custom-resource-definitions.ts';
import { authenticate, defaultIdentities, type Identities, type User, unauthenticated } from './identities.ts';
import { kubeconfigYaml } from './kubeconfig.ts';
import { openStream } from './open-stream.ts';
import { createAuthorizer } from './rbac/authorizer.ts';
import { seedDefaultRoles } from './rbac/default-roles.ts';
import { route } from './router.ts';

export interface KubernetesApiOptions {
  readonly store: ObjectStore;
  readonly clock: SandboxClock;
  /** Bearer tokens and whom they name, the first of them the default; one administrator when it is left out. */
  readonly identities?: Identities;
  /** Whether RBAC is on from the start; off unless told otherwise. */
  readonly rbac?: boolean;
  /** The namespace of the kubeconfig's context; `default` unless told otherwise. */
  readonly namespace?: string;
  /** What every authenticated call passes; nothing stands in its way when it is left out. */
  readonly gate?: WireGate;
  /** Who signs its certificate; one of its own when it is left out. */
  readonly authority?: Authority;
}

export interface RequestRecord {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Milliseconds since the epoch, by the sandbox's clock. */
  readonly at: number;
}

export interface KubernetesApi {
  /** `https://127.0.0.1:<port>` */
  readonly url: string;
  /** The certificate that a client has to trust. */
  readonly caPem: string;
  /** Bearer tokens and whom they name; entries may be added and removed at any time. */
  readonly identities: Identities;
  /** Every request so far, the oldest first. */
  readonly requests: readonly RequestRecord[];
  /** Switches RBAC on or off. Members of `system:masters` may do everything in either case. */
  setRbac(enabled: boolean): void;
  /** A complete kubeconfig for a user's name or a token, the first identity when left out. Throws for an unknown one. */
  kubeconfig(identity?: string): string;
  /** Ends every connection, watches too. */
  close(): Promise<void>;
}

/** Bodies beyond this are refused, as the API server does (3 MiB). */
const bodyLimit = 3 * 1024 * 1024;

/** Paths that anybody may read without a token. */
const publicPaths = /^\/(healthz|livez|readyz|version)(\/|$)/;
/** Whom its certificate names. */
const loopback = { commonName: 'kube-apiserver', dnsNames: ['localhost'], addresses: ['127.0.0.1'] };
const anonymous: User = { user: 'system:anonymous', groups: [unauthenticated] };

/** Serves a store as the Kubernetes API: HTTPS on a free port of loopback, with a CA of its own. */
export async function startKubernetesApi(options: KubernetesApiOptions): Promise<KubernetesApi> {
  const {
    store,
    clock,
    identities = defaultIdentities(),
    rbac = false,
    namespace = 'default',
    gate = openGate,
  } = options;
  const authority = options.authority ?? (await createAuthority());
  seedDefaultRoles(store);
  publishCustomResourceDefinitions(store);
  const api: Api = { store, clock, authorizer: createAuthorizer(store, rbac) };
  const requests: RequestRecord[] = [];
  const pasts = new WeakMap<Fault, ObjectStore>();
  const pastOf = (fault: Fault): ObjectStore => {
    const past = pasts.get(fault) ?? pastStore(store);
    pasts.set(fault, past);
    return past;
  };
  const { caPem } = authority;
  const { keyPem, certificatePem } = await authority.issue(loopback);

  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', url = '/', headers } = incoming;
    response.setHeader('Date', new Date(clock.now()).toUTCString());
    requests.push({ method, path: url, at: clock.now() });
    const { pathname, searchParams } = new URL(url, 'https://localhost');
    const isPublic = headers.authorization === undefined && publicPaths.test(pathname);
    const bytes = await readBytes(incoming);
    const user = isPublic ? anonymous : authenticate(headers.authorization, identities);
    const request: ApiRequest = {
      method,
      path: pathname,
      query: searchParams,
      headers,
      body: bytes.toString('utf8'),
      bytes,
      user,
    };
    const call = callOf(request);
    const passage = call === undefined ? undefined : await gate.enter(call);
    const result = performed(() => {
      if (passage?.refusal !== undefined) throw passage.refusal;
      return route(passage?.stale === undefined ? api : { ...api, store: pastOf(passage.stale) }, request);
    });
    await passage?.leave();
    // A client that has gone while its call was held up wants nothing any more.
    if (response.destroyed) return;
    if (result.kind === 'document') send(response, result);
    else {
      result.start(response);
      passage?.opened(openStream(response));
    }
  };

  const server = createServer({ key: keyPem, cert: certificatePem }, (incoming, response) => {
    answer(incoming, response).catch((error: unknown) => {
      if (error instanceof ConnectionDropped || response.headersSent) response.socket?.destroy();
      else send(response, failed(error));
    });
  });
  server.keepAliveTimeout = 60_000;
  // Connections that have not sent a request yet, or are still in their handshake, are known to nobody else.
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const url = `https://127.0.0.1:${await listenOnLoopback(server)}`;

  return {
    url,
    caPem,
    identities,
    requests,
    setRbac: (enabled) => {
      api.authorizer.enabled = enabled;
    },
    kubeconfig: (identity) => {
      const entries = Object.entries(identities);
      const found =
        identity === undefined
          ? entries[0]
          : entries.find(([token, { user }]) => user === identity || token === identity);
      if (found === undefined) throw new Error(`no identity of the sandbox is called ${identity ?? '(default)'}`);
      const [token, { user }] = found;
      return kubeconfigYaml({ url, caPem }, { user, token, namespace });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** What a request is answered with, failures too. */
function performed(route: () => Answer): Answer {
  try {
    return route();
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): Document {
  const failure =
    error instanceof ApiError
      ? error
      : new ApiError(
          500,
          'InternalError',
          `Internal error occurred: ${error instanceof Error ? error.message : error}`,
        );
  const retryAfter = failure.code === 429 ? failure.details?.retryAfterSeconds : undefined;
  return document(failure.status(), {
    code: failure.code,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}

async function readBytes(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit)
      throw new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${bodyLimit}`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
