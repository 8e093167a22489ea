import { assertRange, validationError } from '../elbv2-error.ts';
import type { Members } from './query.ts';

const largestPage = 400;

/** The place after an item: which one it was, and how many came before, in case it is gone when the next page is asked for. */
interface Place {
  action: string;
  after: string;
  passed: number;
}

const encode = (place: Place) => Buffer.from(JSON.stringify(place)).toString('base64url');

function decode(action: string, marker: string): Place {
  try {
    const place = JSON.parse(Buffer.from(marker, 'base64url').toString()) as Place;
    if (place.action === action && typeof place.after === 'string' && Number.isInteger(place.passed)) return place;
  } catch {
    // Whatever a client made up is refused below.
  }
  throw validationError(`The marker '${marker}' is not valid`);
}

/** One page of `items`, and the marker of the next where there is one. The page size is 1–400, and 400 when not given. */
export function page<Item>(
  action: string,
  items: readonly Item[],
  identity: (item: Item) => string,
  request: Members,
): { items: Item[]; NextMarker?: string } {
  const size = typeof request['PageSize'] === 'number' ? request['PageSize'] : undefined;
  assertRange('PageSize', size, 1, largestPage);
  const marker = request['Marker'];
  const place = typeof marker === 'string' && marker !== '' ? decode(action, marker) : undefined;
  const at = place === undefined ? -1 : items.findIndex((item) => identity(item) === place.after);
  const start = place === undefined || at >= 0 ? at + 1 : Math.max(0, place.passed - 1);
  const end = start + (size ?? largestPage);
  const shown = items.slice(start, end);
  const last = shown.at(-1);
  if (last === undefined || end >= items.length) return { items: shown };
  return { items: shown, NextMarker: encode({ action, after: identity(last), passed: end }) };
}
