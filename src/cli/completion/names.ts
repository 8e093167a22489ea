import type { ServiceRef } from '../../model/service.ts';

/** What is known of the cluster that a command line leads to. */
export interface KnownNames {
  /** The context's namespace; null: there is no context. */
  readonly namespace: string | null;
  /** Those with a load balancer, in every namespace that was read. */
  readonly services: readonly ServiceRef[];
}

/** Names that are not nlbctl's own. `given` are the flags of the command line. Nothing here throws. */
export interface Names {
  contexts(given: ReadonlyMap<string, string>): Promise<readonly string[]>;
  ofCluster(given: ReadonlyMap<string, string>): Promise<KnownNames>;
}
