import { codeOf, networkFaultOf } from '../network/fault.ts';
import { wireName } from './failure.ts';

/** How often a request is made when settings do not say: throttled calls are worth patience. */
const defaultMaxAttempts = 8;

/** How often a request is made that got no answer at all. */
const unreachableMaxAttempts = 3;

/** How often a request is made whose answer does not come in time: each of them takes half a minute. */
const hangingMaxAttempts = 2;

/** How often a request is made whose signature bore a wrong time: once more, with the server's. */
const skewedMaxAttempts = 2;

/** What AWS says of a signature that bears a wrong time. */
const skewed =
  /^(?:AuthFailure|InvalidSignature|RequestExpired|RequestInTheFuture|RequestTimeTooSkewed|SignatureDoesNotMatch)$/;

const longestDelay = 20_000;

interface Token {
  getRetryCount(): number;
  getRetryDelay(): number;
}

interface ErrorInfo {
  readonly errorType: 'THROTTLING' | 'TRANSIENT' | 'SERVER_ERROR' | 'CLIENT_ERROR';
  readonly error?: unknown;
  readonly retryAfterHint?: Date;
}

/** How often a request may be made: AWS_MAX_ATTEMPTS, then the profile's max_attempts, then 8. */
export function maxAttemptsOf(variable: string | undefined, setting: string | undefined): number {
  for (const text of [variable, setting]) {
    if (text !== undefined && /^[1-9]\d{0,3}$/.test(text)) return Number(text);
  }
  return defaultMaxAttempts;
}

/**
 * The SDK's standard mode, less two things: its delays keep the process alive after an abort (their timers cannot be
 * cleared), and it asks an address that refuses connections as often as one that is busy. Throttled calls wait for up to
 * 1, 2, 4… s, failed ones for 50, 100, 200… ms, at random (AWS's "full jitter"); Retry-After is honoured; a denial, an
 * absence, expired credentials and every other error of the caller's are not retried.
 */
export function retryStrategy(maxAttempts: number) {
  const sleeping = new Set<NodeJS.Timeout>();
  const token = (count: number): Token => ({ getRetryCount: () => count, getRetryDelay: () => 0 });
  const sleep = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        sleeping.delete(timer);
        resolve();
      }, milliseconds);
      sleeping.add(timer);
    });
  return {
    mode: 'standard',
    maxAttempts: async () => maxAttempts,
    acquireInitialRetryToken: async () => token(0),
    refreshRetryTokenForRetry: async (previous: Token, info: ErrorInfo) => {
      const made = previous.getRetryCount() + 1;
      if (made >= attemptsFor(info, maxAttempts)) throw new Error('no retry');
      await sleep(delayOf(info, previous.getRetryCount()));
      return token(made);
    },
    recordSuccess: () => undefined,
    /** Forgets the delays that run, so that they do not hold the process. */
    close: () => {
      for (const timer of sleeping) clearTimeout(timer);
      sleeping.clear();
    },
  };
}

function attemptsFor({ errorType, error }: ErrorInfo, maxAttempts: number): number {
  if (errorType === 'THROTTLING') return maxAttempts;
  if (errorType === 'CLIENT_ERROR') return 1;
  if (isAfterSkew(error)) return skewed.test(wireName(error)) ? Math.min(maxAttempts, skewedMaxAttempts) : 1;
  if (isHanging(error)) return Math.min(maxAttempts, hangingMaxAttempts);
  return networkFaultOf(error) === null ? maxAttempts : Math.min(maxAttempts, unreachableMaxAttempts);
}

/**
 * Where this machine's clock is minutes off, the SDK learns the server's time from every refusal, and takes each for one that
 * may pass: a denial or an absence would be asked for again and again.
 */
function isAfterSkew(error: unknown): boolean {
  if (!(error instanceof Error) || !('$metadata' in error)) return false;
  const { clockSkewCorrected, httpStatusCode } = error.$metadata as {
    clockSkewCorrected?: boolean;
    httpStatusCode?: number;
  };
  return clockSkewCorrected === true && httpStatusCode !== undefined && httpStatusCode < 500;
}

/** No answer in time. The SDK gives the same name to connections that break, which have a code. */
function isHanging(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError' && !/^(?:ECONNRESET|EPIPE)$/.test(codeOf(error));
}

function delayOf({ errorType, retryAfterHint }: ErrorInfo, retries: number): number {
  const base = errorType === 'THROTTLING' ? 1_000 : 50;
  const backoff = Math.random() * Math.min(longestDelay, base * 2 ** retries);
  const asked = retryAfterHint === undefined ? 0 : retryAfterHint.getTime() - Date.now();
  return Math.min(longestDelay, Math.max(backoff, asked));
}
