/** Where in a UUID twelve digits may stand: no account is meant there. */
const uuidTail = '(?<![0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-)';
/** Twelve digits by themselves, as in ARNs, owners of security groups, registries and messages. */
const lone = new RegExp(`${uuidTail}(?<![0-9A-Za-z])\\d{12}(?![0-9A-Za-z])`, 'g');
/** Members that are numbers without being anybody's. */
const numbers: ReadonlySet<string> = new Set(['resourceVersion']);

/**
 * The same document with another number in the place of each AWS account id, wherever it stands: in values, in names of
 * members, within other words, and in the console's spelling with hyphens. The same id becomes the same number
 * (000000000001, 000000000002, …), so that what belonged together still does, and what reads an ARN still can.
 */
export function withoutAccounts<Document>(document: Document): Document {
  const ids = new Set<string>();
  eachText(document, (text) => {
    for (const [id] of text.matchAll(lone)) ids.add(id);
  });
  if (ids.size === 0) return document;
  const masks = new Map([...ids].map((id, index) => [id, String(index + 1).padStart(12, '0')]));
  const spellings = [...ids].flatMap((id) => [id, hyphenated(id)]).join('|');
  const anywhere = new RegExp(`${uuidTail}(?<!\\d)(?:${spellings})(?!\\d)`, 'g');
  const masked = (text: string) =>
    text.replace(anywhere, (found) => {
      const mask = masks.get(found.replaceAll('-', '')) ?? found;
      return found.includes('-') ? hyphenated(mask) : mask;
    });
  return mapped(document, masked) as Document;
}

const hyphenated = (id: string) => `${id.slice(0, 4)}-${id.slice(4, 8)}-${id.slice(8)}`;

function eachText(value: unknown, see: (text: string) => void): void {
  if (typeof value === 'string') see(value);
  else if (Array.isArray(value)) for (const item of value) eachText(item, see);
  else if (typeof value === 'object' && value !== null)
    for (const [key, member] of Object.entries(value)) {
      see(key);
      if (!numbers.has(key)) eachText(member, see);
    }
}

function mapped(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapped(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [change(key), numbers.has(key) ? member : mapped(member, change)]),
  );
}
