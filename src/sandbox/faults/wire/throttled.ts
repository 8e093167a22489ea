import { Elbv2Error } from '../../elbv2/elbv2-error.ts';
import { ApiError } from '../../store/api-error.ts';
import type { WireFaultKind } from './effect.ts';

/** 429 with Retry-After, as API Priority and Fairness answers; of ELBv2, Throttling with status 400. */
export const throttled: WireFaultKind<'throttled'> = {
  effect: ({ retryAfter = 1 }, call) => ({
    kind: 'refuse',
    error:
      call.side === 'elbv2'
        ? new Elbv2Error('Throttling', 'Rate exceeded')
        : new ApiError(429, 'TooManyRequests', 'too many requests, please try again later', {
            retryAfterSeconds: retryAfter,
          }),
  }),
};
