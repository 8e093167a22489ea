import { NlbctlError } from '../model/errors.ts';

/** No explanation of that name: those that contain it are suggested. */
export function unknownCode(code: string, codes: readonly string[]): NlbctlError {
  const word = code.toLowerCase().replace(/^(elb|target)\./, '');
  const near = codes.filter((known) => known.toLowerCase().includes(word.slice(0, 6)));
  return new NlbctlError('UnknownCode', `nothing is known of the code "${code}"`, {
    hint: near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'nlbctl explain lists every code',
  });
}
