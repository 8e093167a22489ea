import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { abortable } from '../network/abort.ts';
import { elbv2Failure, type FailureContext } from './failure.ts';

/** Whose credentials these are, as AWS sees them. */
export interface Identity {
  readonly account: string;
  readonly arn: string;
}

interface Asking {
  /** Its credentials, region and connections are used. */
  readonly sdk: ElasticLoadBalancingV2Client;
  /** STS's URL. */
  readonly endpoint: string;
  readonly failureContext: Omit<FailureContext, 'action' | 'service'>;
}

const action = 'GetCallerIdentity';

/**
 * Asks STS who the credentials belong to, which no policy can forbid. One request of the Query protocol, signed by the SDK's
 * own signer: the SDK's client for STS would be a second one for a single call. Throws NlbctlError, or the signal's reason.
 */
export async function callerIdentity(asking: Asking, signal: AbortSignal): Promise<Identity> {
  try {
    const { status, body } = await abortable(send(asking, signal), signal);
    const account = elementOf(body, 'Account');
    const arn = elementOf(body, 'Arn');
    if (status === 200 && account !== null && arn !== null) return { account, arn };
    throw refusal(status, body);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw elbv2Failure(error, { ...asking.failureContext, endpoint: asking.endpoint, action, service: 'STS' });
  }
}

async function send({ sdk, endpoint }: Asking, signal: AbortSignal): Promise<{ status: number; body: string }> {
  const { credentials, region, sha256, requestHandler } = sdk.config;
  const url = new URL(endpoint);
  const request = new HttpRequest({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    path: url.pathname,
    headers: { host: url.host, 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: `Action=${action}&Version=2011-06-15`,
  });
  const signer = new SignatureV4({ service: 'sts', region, credentials, sha256 });
  const signed = await signer.sign(request);
  const { response } = await requestHandler.handle(signed as HttpRequest, { abortSignal: signal });
  let body = '';
  for await (const chunk of response.body as AsyncIterable<Buffer>) body += chunk.toString();
  return { status: response.statusCode, body };
}

/** An error as the SDK makes them: its name is the code of the answer. */
function refusal(status: number, body: string): Error {
  const error = new Error(elementOf(body, 'Message') ?? 'UnknownError');
  error.name = elementOf(body, 'Code') ?? 'Unknown';
  return Object.assign(error, { $metadata: { httpStatusCode: status } });
}

/** The text of an element that holds nothing but text. */
function elementOf(xml: string, name: string): string | null {
  return new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1]?.trim() ?? null;
}
