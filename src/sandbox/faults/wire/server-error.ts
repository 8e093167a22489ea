import { Elbv2Error } from '../../elbv2/elbv2-error.ts';
import { ApiError, type StatusReason } from '../../store/api-error.ts';
import type { FaultOf } from '../fault.ts';
import type { WireFaultKind } from './effect.ts';

type Status = NonNullable<FaultOf<'server-error'>['status']>;

const kubernetes = {
  500: ['InternalError', 'Internal error occurred: etcdserver: request timed out'],
  502: ['InternalError', 'an error on the server ("bad gateway") has prevented the request from succeeding'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
  504: [
    'Timeout',
    'the server was unable to return a response in the time allotted, but may still be processing the request',
  ],
} as const satisfies Record<Status, readonly [StatusReason, string]>;

const elbv2 = {
  500: ['InternalFailure', 'The request processing has failed because of an unknown error, exception or failure.'],
  502: ['BadGateway', 'The service could not be reached.'],
  503: ['ServiceUnavailable', 'The request has failed due to a temporary failure of the server.'],
  504: ['GatewayTimeout', 'The service did not answer in time.'],
} as const satisfies Record<Status, readonly [string, string]>;

/** The server, or what stands before it, fails. */
export const serverError: WireFaultKind<'server-error'> = {
  effect({ status = 503 }, call) {
    if (call.side === 'elbv2') {
      const [code, message] = elbv2[status];
      return { kind: 'refuse', error: new Elbv2Error(code, message, status) };
    }
    const [reason, message] = kubernetes[status];
    return { kind: 'refuse', error: new ApiError(status, reason, message) };
  },
};
