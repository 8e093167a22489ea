import type { FaultKind } from './fault.ts';

export interface FaultDescription {
  /** Where it acts: on calls that clients make of a server, in the controller, in the cluster. */
  readonly acts: 'wire' | 'controller' | 'cluster';
  /** It acts as soon as it is there and as long as it is there; others act on each occasion that comes. */
  readonly isLasting: boolean;
  readonly summary: string;
}

const wire = (summary: string): FaultDescription => ({ acts: 'wire', isLasting: false, summary });
const controller = (summary: string, isLasting = false): FaultDescription => ({
  acts: 'controller',
  isLasting,
  summary,
});
const cluster = (summary: string, isLasting = true): FaultDescription => ({ acts: 'cluster', isLasting, summary });

/** Everything about a kind of fault that is told to people. */
export const faultKinds = {
  throttled: wire('calls are refused: 429 with Retry-After, or Throttling of ELBv2'),
  'server-error': wire('calls fail with status 500, 502, 503 (unless told otherwise) or 504'),
  reset: wire('the connection is closed before the call is performed, or after it and without an answer'),
  slow: wire('each call, or its answer, takes longer'),
  held: wire('calls, or their answers, wait until the fault ends'),
  'stale-reads': wire('reads show what was there when the fault first struck'),
  'expired-token': wire('credentials are refused: 401, or ExpiredToken of ELBv2'),
  denied: wire('calls are forbidden, in the words of RBAC or IAM'),
  'watch-cut': wire('watches end, those that are open too'),
  gone: wire('watches, and lists that name a version, get 410 Gone'),
  conflict: wire('updates, patches and deletes get 409 Conflict'),
  'controller-down': controller('no controller works, and its pods are not ready', true),
  'controller-slow': controller('each of the controller’s steps, or one, takes longer'),
  'controller-restarts': controller('the controller’s process ends after a step, and begins anew a while later'),
  'controller-fails': controller('a step of the controller fails, with the event that belongs to it'),
  'binding-webhook-down': controller('nobody can create a TargetGroupBinding'),
  'binding-stuck': controller('a TargetGroupBinding hangs in deletion'),
  'networking-refused': controller('the controller may not write rules of security groups'),
  'pods-not-ready': cluster('pods never get ready'),
  'port-blocked': cluster('a security group keeps health checks from a port'),
  'node-gone': cluster('a node vanishes, and its pods with it'),
  'service-reverted': cluster('a GitOps controller takes changes of a Service back', false),
} as const satisfies Record<FaultKind, FaultDescription>;
