import { safe } from '../terminal.ts';

/** Text from anywhere as words of a Markdown page: nothing in it is markup. */
export function plain(text: string): string {
  return safe(text)
    .replace(/[\\`*_{}[\]#|~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

const mostRows = 500;

/** A table of texts; very long ones are cut, since GitHub refuses a page of more than a megabyte. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rest = rows.length - mostRows;
  return [
    line(head),
    line(head.map(() => '---')),
    ...rows.slice(0, mostRows).map((row) => line(row.map(plain))),
    ...(rest > 0 ? ['', `And ${rest} more.`] : []),
  ].join('\n');
}

/** Commands or a manifest, to be copied; the fence is longer than any in the text. */
export function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return [fence, ...text.split('\n').map(safe), fence].join('\n');
}

/** A block that is shown when somebody opens it. */
export const folded = (title: string, body: string): string =>
  `<details><summary>${plain(title)}</summary>\n\n${body}\n\n</details>`;
