import type { ProbeRecord } from '../../model/probe.ts';
import type { Outcome, Progress } from '../../model/progress.ts';
import { version } from '../version.ts';

interface Out {
  write(text: string): unknown;
}

/** Where a stream has begun: a failure ends that one, and does not begin another. */
const begun = new WeakSet<Out>();

function line(out: Out, value: { readonly type: string; readonly at: string }): void {
  if (!begun.has(out))
    out.write(
      `${JSON.stringify({ type: 'version', at: value.at, apiVersion: 'nlbctl/v1', tool: 'nlbctl', version })}\n`,
    );
  begun.add(out);
  out.write(`${JSON.stringify(value)}\n`);
}

/** A stream of JSON lines: a version line first, what happens, and the result last. */
export function ndjsonStream(out: Out) {
  return {
    show(progress: Progress) {
      if (progress.type !== 'look' && progress.type !== 'figures') line(out, progress);
    },
    stop: () => undefined,
    result: (at: string, result: Outcome, measured?: { readonly probe: ProbeRecord }) =>
      line(out, { type: 'result', at, ...result, ...measured }),
  };
}

/** The last line of a stream that a failure ends, or that it keeps from beginning. */
export function ndjsonFailure(
  out: Out,
  at: string,
  failure: { readonly code: string; readonly message: string; readonly hint: string | null; readonly exitCode: number },
): void {
  const { code, message, hint, exitCode } = failure;
  const result = { outcome: 'error', changed: false, phase: 'Failed', exitCode, reason: message } as const;
  line(out, { type: 'result', at, ...result, startedAt: at, elapsedSeconds: 0, next: [], error: { code, hint } } as {
    type: string;
    at: string;
  });
}
