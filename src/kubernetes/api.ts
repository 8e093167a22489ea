import { abortable } from '../network/abort.ts';
import type { ApiCall } from '../network/api-call.ts';
import { codeOf, networkFaultOf } from '../network/fault.ts';
import type { ServerConnections } from './connections.ts';
import type { CredentialSource } from './credentials/credential.ts';
import { type Asked, type FailureContext, notKubernetes, operationOf, refused, unreachable } from './failure.ts';
import { type HttpAnswer, send } from './http.ts';
import type { Impersonation } from './kubeconfig/kubeconfig.ts';
import { maxAttempts, pauseBefore } from './pause.ts';
import { isRecord, type Raw } from './raw.ts';

/** One request to the API server. */
export interface ApiRequest {
  readonly asked: Asked;
  /** From `/api` or `/apis` on, encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | null>>;
  /** A merge patch. Without one, a write and a review the request is a GET. */
  readonly patch?: object;
  /** An object that is posted to be answered and is not stored, such as a SelfSubjectAccessReview: it can be repeated. */
  readonly review?: object;
  /** An object that is stored, or, for DELETE, the options; it is never sent again when the connection breaks. */
  readonly write?: { readonly method: 'POST' | 'PUT' | 'DELETE'; readonly body: object };
  /** Statuses that are answers to the caller, not failures. */
  readonly expected?: readonly number[];
  /** A member that the answer has instead of a kind: `/version` answers with no object of Kubernetes. */
  readonly knownBy?: string;
}

/** The answer: an object, or a status that the caller expected. */
export type ApiAnswer =
  | { readonly body: Raw; readonly status: null }
  | { readonly body: null; readonly status: number };

interface ApiSettings {
  readonly server: URL;
  readonly connections: ServerConnections;
  readonly credentials: CredentialSource;
  readonly impersonate: Impersonation | null;
  readonly failure: FailureContext;
  readonly onCall: ((call: ApiCall) => void) | undefined;
  /** Told the Date header of each answer, refusals too. */
  readonly onDate: ((date: string) => void) | undefined;
}

export type Api = (request: ApiRequest, signal: AbortSignal) => Promise<ApiAnswer>;

/**
 * Makes requests. A GET that fails on the server's side, or whose connection breaks, is made again up to three times with
 * pauses; one of any kind that the server is too busy for, after the time that it asks for; and one that it does not know
 * the credentials of, once with new ones if they can be had. Throws NlbctlError, or the signal's reason.
 */
export function apiOf(settings: ApiSettings): Api {
  return async (request, signal) => {
    signal.throwIfAborted();
    const began = performance.now();
    const progress = { attempts: 0, outcome: 'failed', requestId: null as string | null };
    try {
      const answer = await attempt(settings, request, signal, progress);
      const date = headerOf(answer, 'date');
      if (date !== null) settings.onDate?.(date);
      progress.requestId = headerOf(answer, 'audit-id');
      progress.outcome = answer.status < 300 ? 'ok' : String(answer.status);
      return judged(answer, request, settings.failure);
    } finally {
      settings.onCall?.({
        service: 'kubernetes',
        operation: operationOf(request.asked),
        startedAfter: Math.round(began),
        milliseconds: Math.round(performance.now() - began),
        ...progress,
      });
    }
  };
}

async function attempt(
  settings: ApiSettings,
  request: ApiRequest,
  signal: AbortSignal,
  progress: { attempts: number; outcome: string },
): Promise<HttpAnswer> {
  let renewed = false;
  for (;;) {
    progress.attempts += 1;
    const last = progress.attempts >= maxAttempts;
    const credential = await abortable(settings.credentials.current(), signal);
    let answer: HttpAnswer;
    try {
      answer = await once(settings, request, credential, signal);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      progress.outcome = codeOf(error) || 'failed';
      if (last || !isBroken(error) || isWrite(request)) throw unreachable(error, settings.failure);
      await pauseBefore(progress.attempts, undefined, signal);
      continue;
    }
    if (answer.status === 401 && !renewed && settings.credentials.refused(credential)) {
      renewed = true;
      continue;
    }
    const isBusy = answer.status === 429;
    const failedThere = answer.status >= 500 && !isWrite(request);
    if (last || (!isBusy && !failedThere)) return answer;
    await pauseBefore(progress.attempts, headerOf(answer, 'retry-after') ?? undefined, signal);
  }
}

const isWrite = ({ patch, write }: ApiRequest): boolean => patch !== undefined || write !== undefined;

async function once(
  { server, connections, impersonate }: ApiSettings,
  { path, query, patch, review, write }: ApiRequest,
  credential: { readonly authorization: string | null; readonly certificate: { cert: string; key: string } | null },
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const { agent } = await connections.for(
    credential.certificate,
    patch === undefined && write === undefined ? 'read' : 'write',
  );
  const body = patch ?? write?.body ?? review;
  return send({
    url: urlOf(server, path, query ?? {}),
    method: patch !== undefined ? 'PATCH' : (write?.method ?? (review !== undefined ? 'POST' : 'GET')),
    headers: {
      Accept: 'application/json',
      'User-Agent': 'nlbctl',
      ...(body === undefined
        ? {}
        : { 'Content-Type': patch === undefined ? 'application/json' : 'application/merge-patch+json' }),
      ...(credential.authorization === null ? {} : { Authorization: credential.authorization }),
      ...impersonationHeaders(impersonate),
    },
    body: body === undefined ? null : JSON.stringify(body),
    agent,
    signal,
  });
}

/** The server's URL may have a path of its own, as Rancher's do. */
function urlOf(server: URL, path: string, query: Readonly<Record<string, string | null>>): URL {
  const url = new URL(server.href.replace(/\/$/, '') + path);
  for (const [key, value] of Object.entries(query)) {
    if (value !== null) url.searchParams.set(key, value);
  }
  return url;
}

/** Kubernetes docs, "User impersonation". */
function impersonationHeaders(impersonate: Impersonation | null): Record<string, string | readonly string[]> {
  if (impersonate === null) return {};
  const extra = Object.entries(impersonate.extra).map(([key, values]) => [
    `Impersonate-Extra-${encodeURIComponent(key)}`,
    values,
  ]);
  return {
    ...(impersonate.user === null ? {} : { 'Impersonate-User': impersonate.user }),
    ...(impersonate.uid === null ? {} : { 'Impersonate-Uid': impersonate.uid }),
    ...(impersonate.groups.length === 0 ? {} : { 'Impersonate-Group': impersonate.groups }),
    ...Object.fromEntries(extra),
  };
}

function judged(
  answer: HttpAnswer,
  { asked, expected, knownBy = 'kind' }: ApiRequest,
  failure: FailureContext,
): ApiAnswer {
  if (expected?.includes(answer.status)) return { body: null, status: answer.status };
  if (answer.status < 200 || answer.status >= 300) throw refused(answer, asked, failure);
  try {
    const body: unknown = JSON.parse(answer.body);
    if (isRecord(body) && typeof body[knownBy] === 'string') return { body, status: null };
  } catch {
    // Told below: what answers here is no API server.
  }
  throw notKubernetes(answer, failure);
}

/** A connection that broke, rather than one that could not be made. */
function isBroken(error: unknown): boolean {
  const code = codeOf(error);
  return (code === 'ECONNRESET' || code === 'EPIPE') && networkFaultOf(error) !== null;
}

function headerOf({ headers }: HttpAnswer, name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' ? value : null;
}
