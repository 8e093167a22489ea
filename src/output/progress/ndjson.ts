import type { Outcome, Progress } from '../../model/progress.ts';
import { version } from '../version.ts';

/** A stream of JSON lines: a version line first, what happens, and the result last. */
export function ndjsonStream(write: (line: string) => void) {
  const line = (value: object) => write(`${JSON.stringify(value)}\n`);
  let begun = false;
  const begin = (at: string) => {
    if (!begun) line({ type: 'version', at, apiVersion: 'nlbctl/v1', tool: 'nlbctl', version });
    begun = true;
  };
  return {
    show(progress: Progress) {
      begin(progress.at);
      if (progress.type !== 'look') line(progress);
    },
    stop: () => undefined,
    result(at: string, result: Outcome) {
      begin(at);
      line({ type: 'result', at, ...result });
    },
  };
}
