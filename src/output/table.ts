import Table from 'cli-table3';
import stringWidth from 'string-width';
import type { Surface } from './terminal.ts';

const noBorder = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '   ',
};

/**
 * A table with kubectl's look: upper-case heads, three spaces between columns, no lines. On a terminal that is too narrow
 * the last column is cut first; elsewhere nothing is.
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[], surface: Surface): string {
  return columns([head, ...rows], surface).join('\n');
}

/** Rows of the same number of cells, drawn under each other. */
export function columns(rows: readonly (readonly string[])[], surface: Surface): string[] {
  if (rows.length === 0) return [];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))));
  const drawn = new Table({
    chars: noBorder,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colWidths: surface.isTerminal ? fitted(widths, surface.width) : widths,
    truncate: '…',
  });
  drawn.push(...rows.map((row) => [...row]));
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

/** Parts of one statement on a line; on a terminal that is too narrow the later ones go on in lines of their own. */
export function joined(parts: readonly string[], indent: string, surface: Surface, gap = '   '): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const line = lines.at(-1);
    const longer = `${line}${gap}${part}`;
    if (line !== undefined && (!surface.isTerminal || stringWidth(longer) <= surface.width))
      lines[lines.length - 1] = longer;
    else lines.push(line === undefined ? part : `${indent}${part}`);
  }
  return lines;
}

/** Takes from the last column, which is prose, and when that is short, from the widest one, until the row fits. */
function fitted(widths: readonly number[], limit: number): number[] {
  const fitting = [...widths];
  const total = () => fitting.reduce((sum, width) => sum + width + 3, -3);
  const last = fitting.length - 1;
  while (total() > limit) {
    const column = (fitting[last] ?? 0) > leastProse ? last : fitting.indexOf(Math.max(...fitting));
    const width = fitting[column] ?? 0;
    if (width <= leastWidth) break;
    fitting[column] = width - 1;
  }
  return fitting;
}

const leastProse = 16;
const leastWidth = 8;

/** A sentence; on a terminal it is broken between words, and goes on below `indent`. */
export const wrapped = (text: string, indent: string, surface: Surface): string =>
  joined(text.split(' '), indent, surface, ' ').join('\n');
