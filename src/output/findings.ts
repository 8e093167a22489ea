import type { Finding, Severity } from '../model/finding.ts';
import { wrapped } from './table.ts';
import { type Surface, safe } from './terminal.ts';

const severityColor = { block: 'red', warning: 'yellow', info: 'cyan' } as const satisfies Record<Severity, string>;

const width = 7;

/** A line for each finding, and one for its remedy. Those that are suppressed are counted. */
export function findingLines(findings: readonly Finding[], surface: Surface): string[] {
  const { paint } = surface;
  const open = findings.filter(({ suppressedBy }) => suppressedBy === null);
  const hidden = findings.length - open.length;
  return [
    ...open.flatMap(({ code, severity, message, remedy }) => {
      const word = paint[severityColor[severity]](severity.padEnd(width));
      const text = wrapped(`${word}  ${code}  ${safe(message)}`, ' '.repeat(width + 11), surface);
      return [text, ...(remedy === null ? [] : remedyLines(remedy, surface))];
    }),
    ...(hidden === 0 ? [] : [paint.dim(`${hidden} ${hidden === 1 ? 'finding is' : 'findings are'} suppressed`)]),
  ];
}

/** Lines of a remedy are commands: they are left to the terminal to wrap, so that they can be copied whole. */
function remedyLines(remedy: string, { paint }: Surface): string[] {
  const indent = ' '.repeat(width + 11);
  return remedy.split('\n').map((line, index) => `${indent}${index === 0 ? paint.dim('→') : ' '} ${safe(line)}`);
}
