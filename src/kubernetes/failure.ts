import { NlbctlError } from '../model/errors.ts';
import { networkFaultOf } from '../network/fault.ts';
import type { HttpAnswer } from './http.ts';
import { isRecord, type Raw, textOf } from './raw.ts';

/** What a request is about, in the words of RBAC and of people. */
export interface Asked {
  readonly verb: 'get' | 'list' | 'patch' | 'create' | 'update' | 'delete';
  /** A resource with its API group, as `kubectl auth can-i` takes it: `nodes`, `endpointslices.discovery.k8s.io`. */
  readonly resource: string;
  readonly namespace: string | null;
  readonly name: string | null;
}

/** The server as messages name it, and what helps against its refusals. */
export interface FailureContext {
  readonly server: string;
  readonly context: string | null;
  readonly proxy: string | null;
  /** What to do when the server does not accept the credentials. */
  readonly credentialHint: string;
}

/** What `asked` is called in messages: `list nodes`, `get services ui/ui-nlb`. */
export function operationOf({ verb, resource }: Asked): string {
  return `${verb} ${resource}`;
}

/** No answer came: the network, TLS or a proxy failed. */
export function unreachable(error: unknown, context: FailureContext): NlbctlError {
  if (error instanceof NlbctlError) return error;
  const fault = networkFaultOf(error);
  const way = context.proxy === null ? '' : ` through ${context.proxy}`;
  const reason = fault?.reason ?? (error instanceof Error ? error.message : String(error));
  const trust = fault?.hint.startsWith('give the certificate') ?? false;
  const hint = trust
    ? 'check certificate-authority of the cluster in the kubeconfig: aws eks update-kubeconfig --name CLUSTER writes it anew'
    : fault?.hint;
  return new NlbctlError('KubernetesUnreachable', `cannot reach the API server ${context.server}${way}: ${reason}`, {
    hint: `${hint ?? 'check the server in the kubeconfig'}${context.context === null ? '' : ` (context ${context.context})`}`,
    cause: error,
  });
}

/** An answer that is no success: what the server said of it, with the permission that is missing if it is that. */
export function refused(answer: HttpAnswer, asked: Asked, context: FailureContext): NlbctlError {
  const status = statusOf(answer);
  const said = (status === null ? null : textOf(status['message'])) ?? `HTTP ${answer.status}`;
  const what = `${operationOf(asked)}${objectOf(asked)}`;
  if (answer.status === 401) return unauthorized(said, context);
  if (status === null && answer.status < 500 && answer.status !== 429) return notKubernetes(answer, context);
  if (/^admission webhook "/.test(said)) {
    return new NlbctlError('PatchFailed', `the API server did not accept ${what}: ${said}`, {
      hint: 'an admission policy of the cluster refuses the change: ask who keeps it',
    });
  }
  switch (answer.status) {
    case 403:
      return forbidden(said, asked);
    case 404:
      return new NlbctlError('KubernetesFailed', `${what}: ${said}`, { hint: `check what ${context.server} is` });
    case 409:
      return new NlbctlError('Conflict', `${what}: ${said}`, {
        hint: 'somebody else changed it meanwhile: look again, then repeat',
      });
    case 429:
      return new NlbctlError('KubernetesFailed', `the API server ${context.server} is too busy for ${what}: ${said}`, {
        hint: 'wait, and try again',
      });
    default:
      return otherwise(answer.status, said, what, asked, context);
  }
}

/** An answer of success that is no object of Kubernetes. */
export function notKubernetes({ status }: Pick<HttpAnswer, 'status'>, { server, proxy }: FailureContext): NlbctlError {
  const way = proxy === null ? '' : ` (or ${proxy} does)`;
  return new NlbctlError(
    'KubernetesFailed',
    `what answers at ${server} is not a Kubernetes API server: it says HTTP ${status} without an object${way}`,
    {
      hint: 'check the server in the kubeconfig, and whether a proxy or a login page stands in between',
    },
  );
}

function unauthorized(said: string, { server, credentialHint }: FailureContext): NlbctlError {
  return new NlbctlError(
    'KubernetesUnauthorized',
    `the API server ${server} does not accept the credentials: ${said}`,
    {
      hint: credentialHint,
    },
  );
}

function forbidden(said: string, asked: Asked): NlbctlError {
  const permission = operationOf(asked);
  const where = asked.namespace === null ? '' : ` -n ${asked.namespace}`;
  return new NlbctlError('KubernetesForbidden', `you may not ${permission}${where}: ${said}`, {
    hint: `ask for the permission; kubectl auth can-i ${permission}${where} tests it`,
    permission,
  });
}

function otherwise(
  status: number,
  said: string,
  what: string,
  { verb }: Asked,
  { server }: FailureContext,
): NlbctlError {
  if (verb === 'patch' && status < 500) {
    return new NlbctlError('PatchFailed', `the API server did not accept ${what}: ${said}`, {
      hint: 'nothing was changed',
    });
  }
  if (verb === 'list' && status === 400 && /parse requirement|label selector/i.test(said)) {
    return new NlbctlError('Usage', `the label selector is not valid: ${said}`, {
      hint: 'it is written as kubectl has it: -l app=ui, -l "app in (ui, cart)", -l \'!canary\'',
    });
  }
  const hint =
    status >= 500
      ? 'try again; kubectl get --raw /readyz tells how the server is'
      : 'run again with --debug for the details';
  return new NlbctlError('KubernetesFailed', `the API server ${server} failed at ${what} (HTTP ${status}): ${said}`, {
    hint,
  });
}

function objectOf({ namespace, name }: Asked): string {
  if (name !== null) return ` ${namespace === null ? '' : `${namespace}/`}${name}`;
  return namespace === null ? '' : ` in namespace ${namespace}`;
}

/** The Status object of an answer. The API server also says some things in plain text, such as `404 page not found`. */
function statusOf({ body, headers, status }: HttpAnswer): Raw | null {
  try {
    const parsed: unknown = JSON.parse(body);
    if (isRecord(parsed) && parsed['kind'] === 'Status') return parsed;
  } catch {
    const isPlain = headers['content-type']?.startsWith('text/plain') === true && body.length < 200;
    if (isPlain && status >= 400) return { message: body.trim() };
  }
  return null;
}
