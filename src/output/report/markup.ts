import { safe } from '../terminal.ts';

/** A piece of HTML that is finished: what came from elsewhere is escaped in it. Only `html` makes one. */
export interface Markup {
  readonly markup: string;
}

/** What may stand in a template. Texts and numbers are escaped, lists are joined, null is nothing. */
export type Content = Markup | string | number | null | readonly Content[];

/**
 * Puts a page together: `html` before a template escapes everything that is filled in, in text and in quoted attributes alike,
 * but for what `html` made itself. Control characters and marks that turn the direction of writing are spelled out.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  const filled = parts.map((part, index) => part + (index < values.length ? textOf(values[index] ?? null) : ''));
  return { markup: filled.join('') };
}

function textOf(content: Content): string {
  if (content === null) return '';
  if (typeof content === 'number') return `${content}`;
  if (typeof content === 'string') return escaped(content);
  if ('markup' in content) return content.markup;
  return content.map(textOf).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => safe(text).replace(/[&<>"']/g, (character) => entities[character] ?? '');
