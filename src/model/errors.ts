import { type ExitCode, exitCode } from './exit-codes.ts';

/** Every failure that nlbctl foresees, with the exit code that it ends in. */
export const errorExitCodes = {
  Usage: exitCode.usage,
  RegionContradicted: exitCode.usage,
  ServiceNotFound: exitCode.notFound,
  NamespaceNotFound: exitCode.notFound,
  NoCandidate: exitCode.notFound,
  SeveralCandidates: exitCode.notFound,
  LoadBalancerNotFound: exitCode.notFound,
  LoadBalancerAmbiguous: exitCode.notFound,
  NotANetworkLoadBalancer: exitCode.notFound,
  NotALoadBalancerService: exitCode.notFound,
  NotManaged: exitCode.notFound,
  NothingToProbe: exitCode.notFound,
  UnknownCode: exitCode.notFound,
  SandboxNotRunning: exitCode.notFound,
  KubeconfigInvalid: exitCode.couldNotKnow,
  ContextNotFound: exitCode.couldNotKnow,
  CredentialPluginFailed: exitCode.couldNotKnow,
  KubernetesUnauthorized: exitCode.couldNotKnow,
  KubernetesForbidden: exitCode.couldNotKnow,
  KubernetesUnreachable: exitCode.couldNotKnow,
  KubernetesFailed: exitCode.couldNotKnow,
  RegionUnknown: exitCode.couldNotKnow,
  AwsProfileNotFound: exitCode.couldNotKnow,
  AwsCredentialsMissing: exitCode.couldNotKnow,
  AwsCredentialsExpired: exitCode.couldNotKnow,
  AwsCredentialsInvalid: exitCode.couldNotKnow,
  AwsAccessDenied: exitCode.couldNotKnow,
  AwsUnreachable: exitCode.couldNotKnow,
  AwsThrottled: exitCode.couldNotKnow,
  AwsFailed: exitCode.couldNotKnow,
  SandboxMismatch: exitCode.couldNotKnow,
  PermissionMissing: exitCode.couldNotKnow,
  NameNotResolved: exitCode.couldNotKnow,
  SandboxFailed: exitCode.unexpected,
  MigrationRefused: exitCode.blocked,
  LeaseHeld: exitCode.blocked,
  LeaseLost: exitCode.needsAPerson,
  NotConfirmed: exitCode.notConfirmed,
  Conflict: exitCode.outOfDate,
  PlanOutOfDate: exitCode.outOfDate,
  PatchFailed: exitCode.couldNotKnow,
  Interrupted: exitCode.interrupted,
  Terminated: exitCode.terminated,
} as const satisfies Record<string, ExitCode>;

export type ErrorCode = keyof typeof errorExitCodes;

interface NlbctlErrorOptions {
  readonly hint?: string | null;
  readonly permission?: string | null;
  readonly cause?: unknown;
}

/** A failure that nlbctl foresees: what happened to which object and why (message), what to do (hint), and how to exit. */
export class NlbctlError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | null;
  /** The RBAC verb and resource (`list nodes`) or the IAM action that was denied, where that is the failure. */
  readonly permission: string | null;

  constructor(code: ErrorCode, message: string, options: NlbctlErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'NlbctlError';
    this.code = code;
    this.hint = options.hint ?? null;
    this.permission = options.permission ?? null;
  }

  get exitCode(): ExitCode {
    return errorExitCodes[this.code];
  }
}

/** Failures that may be over at the next look: a poll that meets one knows nothing for this once, and goes on. */
export const passingErrors: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'AwsThrottled',
  'AwsUnreachable',
  'AwsFailed',
  'KubernetesUnreachable',
  'KubernetesFailed',
]);

/** Failures that say that the Service itself is not there. */
export const vanishedErrors: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['ServiceNotFound', 'NamespaceNotFound']);
