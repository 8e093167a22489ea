import { fenced } from './markdown.ts';
import type { Report } from './report.ts';
import type { Told } from './told.ts';

/** The error that ended a command. */
export function failureReport({ failure: { code, message, hint } }: Extract<Told, { kind: 'failure' }>): Report {
  const said = [message, ...(hint === null ? [] : [`hint: ${hint}`])].join('\n');
  return {
    annotations: [{ level: 'error', title: `nlbctl: ${code}`, message: said }],
    blocks: ['### nlbctl: error', fenced(said)],
  };
}
