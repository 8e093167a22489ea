import type { ProbeLimits } from '../judge/probing/outcome.ts';
import { NlbctlError } from '../model/errors.ts';

/** Reads `--max-failures 3` or `1%`, and `--max-gap` in milliseconds. Throws Usage. */
export function limitsOf({
  maxFailures,
  maxGap,
}: {
  readonly maxFailures?: string;
  readonly maxGap?: number;
}): ProbeLimits {
  return {
    maxFailures: maxFailures === undefined ? null : failuresOf(maxFailures),
    maxGap: maxGap === undefined ? null : maxGap / 1_000,
  };
}

function failuresOf(text: string): { readonly percent: number } | { readonly count: number } {
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
  if (percent !== undefined && Number(percent) <= 100) return { percent: Number(percent) };
  if (/^\d+$/.test(text)) return { count: Number(text) };
  throw new NlbctlError('Usage', `--max-failures: ${text} is neither a number of connections nor a share such as 1%`, {
    hint: 'write --max-failures 3 or --max-failures 0.5%',
  });
}

/** Reads `80,443`; null: no port was named. Throws Usage. */
export function parsePorts(text: string | undefined): number[] | null {
  if (text === undefined) return null;
  return text.split(',').map((part) => {
    const port = /^\s*\d+\s*$/.test(part) ? Number(part) : 0;
    if (port >= 1 && port <= 65_535) return port;
    throw new NlbctlError('Usage', `--port: ${text} is not a list of ports`, {
      hint: 'write --port 80 or --port 80,443',
    });
  });
}

/** Reads a number of a flag's, between the two. Throws Usage. */
export function numberOf(flag: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && number >= least && number <= most) return number;
  throw new NlbctlError('Usage', `${flag}: ${text} is not a number from ${least} to ${most}`);
}
