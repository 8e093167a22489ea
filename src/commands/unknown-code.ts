import { closest } from '../model/closest.ts';
import { NlbctlError } from '../model/errors.ts';

/** No explanation of that name: those that contain it are suggested, or the nearest one. */
export function unknownCode(code: string, codes: readonly string[]): NlbctlError {
  const word = code.toLowerCase().replace(/^(elb|target)\./, '');
  const near = codes.filter((known) => known.toLowerCase().includes(word.slice(0, 6)));
  // Findings whose numbers begin alike have nothing else in common.
  const suggested = near.length === 0 || /^nlb\d/.test(word) ? [closest(code, codes) ?? []].flat() : near;
  return new NlbctlError('UnknownCode', `nothing is known of the code "${code}"`, {
    hint: suggested.length > 0 ? `did you mean ${suggested.join(' or ')}?` : 'nlbctl explain lists every code',
  });
}
