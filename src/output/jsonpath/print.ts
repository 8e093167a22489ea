import { query } from 'jsonpath-rfc9535';
import { safe } from '../terminal.ts';
import { type Part, parseTemplate } from './template.ts';

type Json = Parameters<typeof query>[0];

/** What a template makes of a document; what is not there is left out. Nothing is added at the end, as kubectl has it. */
export function jsonpathText(template: string, document: unknown): string {
  // A document has only what JSON has, once it has been through it.
  return textOf(parseTemplate(template), JSON.parse(JSON.stringify(document)) as Json);
}

function textOf(parts: readonly Part[], current: Json): string {
  return parts
    .map((part) => {
      if (part.kind === 'text') return part.text;
      const found = part.queries.flatMap((path) => query(current, path));
      return part.kind === 'values'
        ? found.map(valueText).join(' ')
        : found.map((each) => textOf(part.body, each)).join('');
    })
    .join('');
}

/** A string stands as it is, but for what could move a cursor; lines and tabs stay what they are. */
function valueText(value: Json): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return value.replace(/[^\n\t]+/g, safe);
}
