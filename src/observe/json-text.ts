/** A parsed text, or where and why it is no JSON. */
type Parsed = { readonly value: unknown } | { readonly flaw: string };

/** Parses JSON; what is wrong is told with line and column where the parser says them. */
export function parsedJson(text: string): Parsed {
  if (text.trim() === '') return { flaw: 'it is empty' };
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const { message } = error as Error;
    const at = /\bat position (\d+)/.exec(message)?.[1];
    const position = at === undefined ? null : Number(at);
    const isCut = /end of JSON input|[Uu]nterminated/.test(message) || (position ?? 0) >= text.trimEnd().length;
    if (isCut) return { flaw: `${placeOf(text, text.length)}: it ends in the middle; the file was cut short` };
    if (position === null) return { flaw: `it is no JSON: ${message}` };
    return { flaw: `${placeOf(text, position)}: it is no JSON (${message.replace(/ in JSON at position.*$/s, '')})` };
  }
}

function placeOf(text: string, position: number): string {
  const before = text.slice(0, position);
  const line = before.split('\n').length;
  return `line ${line}, column ${position - before.lastIndexOf('\n')}`;
}
