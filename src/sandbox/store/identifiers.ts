/** A version 4 UUID from numbers in [0, 1). */
export function newUid(random: () => number): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16));
  digits[12] = '4';
  digits[16] = '89ab'[Math.floor(random() * 4)] ?? '8';
  const text = digits.join('');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}

/** Letters that make no words, and digits that are not mistaken for letters (apimachinery, util/rand). */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** The five characters that the API server puts behind a `generateName`. */
export const nameSuffix = (random: () => number): string =>
  Array.from({ length: 5 }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');

/** RFC 3339, to the second, as Kubernetes writes its timestamps. */
export const timestamp = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
