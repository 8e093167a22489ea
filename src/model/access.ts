import type { ErrorCode } from './errors.ts';
import type { AwsPermission, ClusterPermission } from './permissions.ts';
import type { ControllerDeployment } from './surroundings.ts';

/** What became of one question: an answer, a failure, or nothing, since another one failed before. */
export type Asked<Value> =
  | { readonly outcome: 'answered'; readonly value: Value }
  | {
      readonly outcome: 'failed';
      readonly code: ErrorCode | 'Unexpected';
      readonly message: string;
      readonly hint: string | null;
    }
  | { readonly outcome: 'not-asked'; readonly because: string };

/** What the kubeconfig leads to; nothing in it is secret. */
export interface KubeconfigFacts {
  /** Where it was looked for; empty inside of a cluster, as its pod. */
  readonly files: readonly string[];
  readonly context: string | null;
  readonly cluster: string | null;
  readonly user: string | null;
  readonly server: string;
  readonly namespace: string;
  /** The credential plugin's program; null: the user has none. */
  readonly plugin: string | null;
}

/** Where AWS is asked, and with whose credentials. */
export interface AwsFacts {
  readonly profile: string;
  /** The variable that the keys come from; null: the profile, or what the SDK finds. */
  readonly credentialsFrom: string | null;
  readonly endpoint: string;
  /** Whether the settings name the endpoint, in place of AWS's own. */
  readonly isCustom: boolean;
}

/** Everything that `nlbctl doctor` has found out: plain JSON, nothing judged. */
export interface AccessFacts {
  /** When it was asked, RFC 3339 UTC. */
  readonly at: string;
  /** The namespace that RBAC was asked about. */
  readonly namespace: string | null;
  readonly kubeconfig: Asked<KubeconfigFacts>;
  /** How long it took to get the credentials. */
  readonly signIn: Asked<{ readonly milliseconds: number }>;
  readonly version: Asked<string>;
  readonly apiGroups: Asked<readonly string[]>;
  readonly reviews: readonly { readonly permission: ClusterPermission; readonly allowed: Asked<boolean> }[];
  readonly controllers: Asked<readonly ControllerDeployment[]>;
  readonly region: Asked<{ readonly region: string; readonly from: string }>;
  readonly aws: Asked<AwsFacts>;
  readonly credentials: Asked<null>;
  readonly identity: Asked<{ readonly account: string; readonly arn: string }>;
  readonly actions: readonly { readonly permission: AwsPermission; readonly allowed: Asked<boolean> }[];
  /** By how many seconds each server's clock is ahead of this machine's; null: it told no time. */
  readonly ahead: { readonly apiServer: number | null; readonly elbv2: number | null };
}
