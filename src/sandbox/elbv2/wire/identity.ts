import { partitionOf } from '../arns.ts';
import { Elbv2Error } from '../elbv2-error.ts';

/** What an access key may do, and whose it is. */
export interface Credential {
  /** IAM actions such as `elasticloadbalancing:DescribeTags`; `*` stands for any characters. */
  denied?: readonly string[];
  expired?: boolean;
  /** Another account than the endpoint's own. */
  account?: string;
  /** The user's name in its ARN; `sandbox` when not given. */
  user?: string;
}

/** Who calls, and where the request was signed for. */
export interface Caller {
  accessKeyId: string;
  region: string;
  account: string;
  arn: string;
  denied: readonly string[];
}

const scope = /Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/[^/,\s]+\/aws4_request/;

/** The access key and region of Signature Version 4: in the Authorization header, or in the query of a presigned request. */
export function signer(authorization: string | undefined, query: URLSearchParams): { key: string; region: string } {
  const presigned = query.get('X-Amz-Credential');
  const text = presigned === null ? authorization : `Credential=${presigned}`;
  const [, key, region] = scope.exec(text ?? '') ?? [];
  if (key === undefined || region === undefined) {
    throw new Elbv2Error('MissingAuthenticationToken', 'Missing Authentication Token', 403);
  }
  return { key, region };
}

/** Without a table any key will do; with one, a key that is not in it is as good as none. Signatures are not verified. */
export function identify(
  signed: { key: string; region: string },
  account: string,
  credentials: Readonly<Record<string, Credential>> | undefined,
): Caller {
  const known = credentials === undefined || Object.hasOwn(credentials, signed.key);
  if (!known)
    throw new Elbv2Error('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
  const credential = credentials?.[signed.key] ?? {};
  if (credential.expired === true) {
    throw new Elbv2Error('ExpiredToken', 'The security token included in the request is expired', 403);
  }
  const owner = credential.account ?? account;
  return {
    accessKeyId: signed.key,
    region: signed.region,
    account: owner,
    arn: `arn:${partitionOf(signed.region)}:iam::${owner}:user/${credential.user ?? 'sandbox'}`,
    denied: credential.denied ?? [],
  };
}

const matches = (pattern: string, action: string) =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 'i').test(action);

/** Refuses what IAM would refuse. A write that names its resource is refused with it, as IAM words it. */
export function authorize(
  caller: Caller,
  action: string,
  denied: Iterable<string>,
  resource: string | undefined,
): void {
  const name = `elasticloadbalancing:${action}`;
  if (![...caller.denied, ...denied].some((pattern) => matches(pattern, name))) return;
  throw accessDenied(caller.arn, action, resource);
}

/** IAM's refusal of an action: `arn` is who asked. */
export function accessDenied(arn: string, action: string, resource: string | undefined): Elbv2Error {
  const name = `elasticloadbalancing:${action}`;
  const on = resource === undefined || action.startsWith('Describe') ? '' : ` on resource: ${resource}`;
  return new Elbv2Error(
    'AccessDenied',
    `User: ${arn} is not authorized to perform: ${name}${on} because no identity-based policy allows the ${name} action`,
    403,
  );
}
