import type { ControllerStep } from '../controller/steps.ts';

/** Which calls of clients a fault strikes; what is left out matches all. */
export interface KubernetesCalls {
  /** In RBAC's words: get, list, watch, create, update, patch, delete, deletecollection. */
  readonly verbs?: readonly string[];
  /** Plural names such as `services`; one of a subresource is `services/status`. */
  readonly resources?: readonly string[];
  readonly namespace?: string;
  readonly name?: string;
  readonly user?: string;
  /** A part of the User-Agent. */
  readonly agent?: string;
}

export interface Elbv2Calls {
  /** Names on the wire such as `DescribeTags`; `*` stands for any characters. */
  readonly actions?: readonly string[];
  readonly accessKeyId?: string;
  readonly agent?: string;
}

/** How long a fault lasts, from the first time that it acts; a duration of the sandbox's time. Without it, until it is cleared. */
interface Lasting {
  readonly for?: string;
}

/** Which of the occasions that it could strike it does strike. */
interface Counted extends Lasting {
  /** The first occasion that it strikes, from 1. */
  readonly nth?: number;
  /** So many occasions; then it is spent. */
  readonly count?: number;
  /** From 0 to 1; the sandbox's seed decides. */
  readonly probability?: number;
}

type OnKubernetes = Counted & { readonly side: 'kubernetes'; readonly calls?: KubernetesCalls };
type OnElbv2 = Counted & { readonly side: 'elbv2'; readonly calls?: Elbv2Calls };
type OnEither = OnKubernetes | OnElbv2;

/** `before`: the call is not performed. `after`: it is, and only the answer is concerned. */
export type Moment = 'before' | 'after';

/** A fault of the wire: it strikes calls of clients. The controller does not go over the wire. */
export type WireFault =
  | (OnEither & { readonly kind: 'throttled'; readonly retryAfter?: number })
  | (OnEither & { readonly kind: 'server-error'; readonly status?: 500 | 502 | 503 | 504 })
  | (OnEither & { readonly kind: 'reset'; readonly when?: Moment })
  | (OnEither & { readonly kind: 'slow'; readonly delay: string; readonly when?: Moment })
  | (OnEither & { readonly kind: 'held'; readonly when?: Moment })
  | (OnEither & { readonly kind: 'stale-reads' })
  | (OnEither & { readonly kind: 'expired-token' })
  | (OnEither & { readonly kind: 'denied' })
  | (OnKubernetes & { readonly kind: 'watch-cut'; readonly delay?: string; readonly how?: 'end' | 'reset' })
  | (OnKubernetes & { readonly kind: 'gone' })
  | (OnKubernetes & { readonly kind: 'conflict' });

/** A fault of the AWS Load Balancer Controller. */
export type ControllerFault =
  | (Lasting & { readonly kind: 'controller-down' })
  | (Counted & { readonly kind: 'controller-slow'; readonly delay: string; readonly step?: ControllerStep })
  | (Counted & { readonly kind: 'controller-restarts'; readonly after: ControllerStep; readonly down?: string })
  | (Counted & { readonly kind: 'controller-fails'; readonly at: ControllerStep; readonly message?: string })
  | (Counted & { readonly kind: 'binding-webhook-down'; readonly message?: string })
  | (Counted & {
      readonly kind: 'binding-stuck';
      readonly message?: string;
      readonly namespace?: string;
      readonly name?: string;
    })
  | (Counted & {
      readonly kind: 'networking-refused';
      readonly targetType: 'instance' | 'ip';
      readonly message?: string;
    });

/** A fault of the cluster, or of somebody who acts in it. */
export type ClusterFault =
  | (Lasting & {
      readonly kind: 'pods-not-ready';
      readonly namespace?: string;
      readonly labels?: Readonly<Record<string, string>>;
      /** `new`: only those that are made from now on. */
      readonly which?: 'all' | 'new';
    })
  | (Lasting & { readonly kind: 'port-blocked'; readonly targetType: 'instance' | 'ip'; readonly port: number })
  | (Lasting & { readonly kind: 'node-gone'; readonly node: string })
  | (Counted & {
      readonly kind: 'service-reverted';
      readonly namespace: string;
      readonly name: string;
      readonly manager?: string;
      readonly delay?: string;
    });

/** What goes wrong. */
export type Fault = WireFault | ControllerFault | ClusterFault;
export type FaultKind = Fault['kind'];
export type FaultOf<Kind extends FaultKind> = Extract<Fault, { kind: Kind }>;
