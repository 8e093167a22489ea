import { type ErrorCode, NlbctlError } from '../model/errors.ts';
import { networkFaultOf } from '../network/fault.ts';

/** Where a failing request was going, for the message. */
export interface FailureContext {
  /** The service's action: `DescribeTargetHealth`. */
  readonly action: string;
  /** The service as messages name it; ELBv2 when left out. */
  readonly service?: string;
  readonly region: string;
  /** The URL that requests go to. */
  readonly endpoint: string;
  readonly profile: string;
  /** How the credentials came: null when the SDK's own chain finds them. */
  readonly credentialsFrom: string | null;
  /** The proxy in between, as messages name it. */
  readonly proxy: string | null;
}

interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly permission?: string;
}

const throttling =
  /^(?:Throttling|Throttled|RequestLimitExceeded|RequestThrottled|TooManyRequests|SlowDown|LimitExceeded)$/;
const denied = /^(?:AccessDenied|UnauthorizedOperation|AuthorizationError|NotAuthorized|OptInRequired)$/;
const expired = /^(?:ExpiredToken|TokenRefreshRequired|RequestExpired)$/;
const invalid =
  /^(?:InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidSignature|MissingAuthenticationToken|MissingAuthenticationTokenOr|IncompleteSignature|AuthFailure|NotSignedUp|InvalidAccessKeyId|InvalidToken|RequestTimeTooSkewed|RequestInTheFuture)$/;
const absent = /^(?:LoadBalancer|TargetGroup|Listener|Rule)NotFound$/;

/**
 * An error's name as the wire spells it, less the `Exception` that the SDK, and the service itself, write or leave out.
 * Empty for an error without a name of its own.
 */
export function wireName(error: unknown): string {
  if (!(error instanceof Error) || error.name === 'Error') return '';
  return error.name.replace(/Exception$/, '');
}

/** Whether ELBv2 says that what was asked about does not exist. */
export function isAbsence(error: unknown): boolean {
  return absent.test(wireName(error));
}

/** The failure of a call, as nlbctl reports it. An NlbctlError passes as it is. */
export function elbv2Failure(error: unknown, context: FailureContext): NlbctlError {
  if (error instanceof NlbctlError) return error;
  const { code, message, hint, permission } = describe(error, context);
  return new NlbctlError(code, message, { hint, permission: permission ?? null, cause: error });
}

function describe(error: unknown, context: FailureContext): Failure {
  const name = wireName(error);
  const said = error instanceof Error ? error.message.trim() : String(error);
  const what = `${context.action} in ${context.region}`;
  if (throttling.test(name) || statusOf(error) === 429) {
    return {
      code: 'AwsThrottled',
      message: `AWS throttles ${what}: ${said}`,
      hint: 'wait, or ask less often with --interval',
    };
  }
  if (denied.test(name)) {
    const permission = `elasticloadbalancing:${context.action}`;
    return {
      code: 'AwsAccessDenied',
      message: `AWS denies ${what}: ${said}`,
      hint: `allow ${permission} on resource "*" to the identity that aws sts get-caller-identity shows`,
      permission,
    };
  }
  if (expired.test(name)) return credentialsExpired(`AWS says that the credentials have expired: ${said}`, context);
  if (invalid.test(name)) return credentialsInvalid(said, context);
  const credentials = credentialsFailure(error, context);
  if (credentials !== null) return credentials;
  const fault = networkFaultOf(error);
  if (fault !== null && statusOf(error) === null) {
    const way = context.proxy === null ? '' : ` through ${context.proxy}`;
    return {
      code: 'AwsUnreachable',
      message: `cannot reach ${context.service ?? 'ELBv2'} at ${context.endpoint}${way}: ${fault.reason}`,
      hint: fault.hint.startsWith('give the certificate') ? `${fault.hint}: AWS_CA_BUNDLE=FILE` : fault.hint,
    };
  }
  return answered(error, said, name, context);
}

/** What is left: an answer that is an error of another kind, or none that ELBv2 would give. */
function answered(error: unknown, said: string, name: string, context: FailureContext): Failure {
  const { action, endpoint, region, service = 'ELBv2' } = context;
  const status = statusOf(error);
  if (isNonsense(error, name, said)) {
    return {
      code: 'AwsFailed',
      message: `what answers at ${endpoint} is not ${service}: it answered ${action} with HTTP ${status ?? '?'} and no answer of that API`,
      hint: 'check AWS_ENDPOINT_URL, and what proxy stands in between',
    };
  }
  if (status !== null && status >= 500) {
    return {
      code: 'AwsFailed',
      message: `${service} failed at ${action} in ${region}: ${name || 'error'} (HTTP ${status}): ${said}`,
      hint: 'try again; https://health.aws.amazon.com shows whether AWS has a problem',
    };
  }
  return {
    code: 'AwsFailed',
    message: `${service} refused ${action} in ${region}: ${name || 'error'}: ${said}`,
    hint: 'run again with --debug for the details',
  };
}

function credentialsExpired(message: string, { profile, credentialsFrom }: FailureContext): Failure {
  const hint =
    credentialsFrom === null
      ? `sign in again: aws sso login --profile ${profile}, or however the profile gets its credentials`
      : `${credentialsFrom} holds credentials of a session that is over: set new ones, or unset them`;
  return { code: 'AwsCredentialsExpired', message, hint };
}

function credentialsInvalid(said: string, { credentialsFrom, profile }: FailureContext): Failure {
  const from = credentialsFrom ?? `the credentials of profile ${profile}`;
  return {
    code: 'AwsCredentialsInvalid',
    message: `AWS does not accept the credentials: ${said}`,
    hint: `check ${from}, and the clock of this machine; aws sts get-caller-identity tells whether they work`,
  };
}

/** What the SDK's credential providers throw before a request is made. */
function credentialsFailure(error: unknown, context: FailureContext): Failure | null {
  if (!(error instanceof Error)) return null;
  if (!/^(?:CredentialsProvider|TokenProvider|Provider)Error$/.test(error.name)) return null;
  const said = error.message.trim();
  if (/expired|sso login|refresh|reauthenticate/i.test(said)) {
    return credentialsExpired(`the credentials of AWS profile ${context.profile} have expired: ${said}`, context);
  }
  return {
    code: 'AwsCredentialsMissing',
    message: `no AWS credentials for profile ${context.profile}: ${said}`,
    hint: 'sign in (aws sso login, aws configure), name another profile with --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  };
}

/** The SDK could not read the answer as XML, or found no error code in it. */
function isNonsense(error: unknown, name: string, said: string): boolean {
  if (error instanceof SyntaxError || error instanceof TypeError) return true;
  return (
    /Deserialization error|char .* is not expected|^UnknownError$/i.test(said) ||
    /^(?:Unknown|UnknownError)$/.test(name) ||
    name === ''
  );
}

function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('$metadata' in error)) return null;
  const metadata = error.$metadata as { httpStatusCode?: unknown } | undefined;
  return typeof metadata?.httpStatusCode === 'number' ? metadata.httpStatusCode : null;
}
