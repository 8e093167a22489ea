import type { Elbv2Calls, KubernetesCalls, WireFault } from '../fault.ts';

/** A call that a client has made of the Kubernetes API, authenticated. */
export interface KubernetesCall {
  readonly side: 'kubernetes';
  readonly verb: string;
  readonly group: string;
  /** Plural, `services/status` for a subresource; empty where the path names no collection. */
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly user: string;
  readonly agent: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
}

/** A call that a client has made of ELBv2, signed. */
export interface Elbv2Call {
  readonly side: 'elbv2';
  readonly action: string;
  readonly accessKeyId: string;
  /** Whose the access key is. */
  readonly arn: string;
  /** The ARN that it is about, where its members name one. */
  readonly resource: string | undefined;
  readonly agent: string;
}

export type WireCall = KubernetesCall | Elbv2Call;

/** What a fault, or somebody who waits, looks for: a side, and calls of it. */
export type CallMatcher =
  | { readonly side: 'kubernetes'; readonly calls?: KubernetesCalls }
  | { readonly side: 'elbv2'; readonly calls?: Elbv2Calls };

export function matches(matcher: CallMatcher | WireFault, call: WireCall): boolean {
  if (matcher.side === 'kubernetes') return call.side === 'kubernetes' && matchesKubernetes(matcher.calls ?? {}, call);
  return call.side === 'elbv2' && matchesElbv2(matcher.calls ?? {}, call);
}

/** Reads change nothing; a watch is none of them, since it goes on. */
export const isRead = (call: WireCall): boolean =>
  call.side === 'elbv2' ? call.action.startsWith('Describe') : call.verb === 'get' || call.verb === 'list';

function matchesKubernetes(calls: KubernetesCalls, call: KubernetesCall): boolean {
  const { verbs, resources, namespace, name, user, agent } = calls;
  return (
    (verbs === undefined || verbs.includes(call.verb)) &&
    (resources === undefined || resources.includes(call.resource)) &&
    (namespace === undefined || namespace === call.namespace) &&
    (name === undefined || name === call.name) &&
    (user === undefined || user === call.user) &&
    (agent === undefined || call.agent.includes(agent))
  );
}

function matchesElbv2({ actions, accessKeyId, agent }: Elbv2Calls, call: Elbv2Call): boolean {
  return (
    (actions === undefined || actions.some((pattern) => isLike(pattern, call.action))) &&
    (accessKeyId === undefined || accessKeyId === call.accessKeyId) &&
    (agent === undefined || call.agent.includes(agent))
  );
}

/** `*` stands for any characters. */
const isLike = (pattern: string, action: string): boolean =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(action);
