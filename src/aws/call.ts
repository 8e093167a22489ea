import { abortable } from '../network/abort.ts';
import type { ApiCall } from '../network/api-call.ts';
import type { Client } from './client.ts';
import { elbv2Failure, wireName } from './failure.ts';

/** What the SDK says of a request beside its answer. */
interface Answer {
  readonly $metadata: { readonly requestId?: string | undefined; readonly attempts?: number | undefined };
}

/**
 * Makes calls: tells `onCall` of each, ends with the signal's reason on an abort, and turns what fails into an NlbctlError,
 * unless `otherwise` makes a value of the error.
 */
export function caller({ failureContext }: Client, onCall: ((call: ApiCall) => void) | undefined) {
  return async function call<Output extends Answer, Other = never>(
    action: string,
    send: (options: { abortSignal: AbortSignal }) => Promise<Output>,
    signal: AbortSignal,
    otherwise?: (error: unknown) => Other,
  ): Promise<Output | Other> {
    signal.throwIfAborted();
    const began = performance.now();
    const tell = (answer: Partial<Answer> | undefined, outcome: string) =>
      onCall?.({
        service: 'elbv2',
        operation: action,
        startedAfter: Math.round(began),
        milliseconds: Math.round(performance.now() - began),
        requestId: answer?.$metadata?.requestId ?? null,
        attempts: answer?.$metadata?.attempts ?? 1,
        outcome,
      });
    try {
      const output = await abortable(send({ abortSignal: signal }), signal);
      tell(output, 'ok');
      return output;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      tell(error as Partial<Answer> | undefined, wireName(error) || 'failed');
      if (otherwise === undefined) throw elbv2Failure(error, { ...failureContext, action });
      try {
        return otherwise(error);
      } catch (rest) {
        throw elbv2Failure(rest, { ...failureContext, action });
      }
    }
  };
}

/** Asks for page after page, until one names no next one. */
export async function allPages<Page extends { readonly NextMarker?: string | undefined } | null>(
  page: (marker: string | undefined) => Promise<Page>,
): Promise<Page[]> {
  const pages: Page[] = [];
  let marker: string | undefined;
  do {
    const next = await page(marker);
    pages.push(next);
    // A server that names the same page again would be asked forever.
    marker = next?.NextMarker === marker ? undefined : next?.NextMarker || undefined;
  } while (marker !== undefined);
  return pages;
}
