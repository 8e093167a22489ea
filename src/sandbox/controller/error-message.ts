import { Elbv2Error } from '../elbv2/elbv2-error.ts';

/** A refusal of AWS's reads as the SDK for Go words it. */
export function messageOf(error: unknown): string {
  if (error instanceof Elbv2Error) {
    return `operation error Elastic Load Balancing v2: https response error StatusCode: ${error.status}, api error ${error.code}: ${error.message}`;
  }
  return error instanceof Error ? error.message : String(error);
}
