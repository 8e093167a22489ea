import { clauseOf } from '../../not-read.ts';
import type { Check } from '../finding.ts';

/** Each thing that was not read, with the permission that is missing. */
export const notRead: Check<'NLB0001'> = ({ snapshot }) =>
  snapshot.notRead.map((entry) => ({
    code: 'NLB0001',
    object: entry.what,
    message: `${clauseOf(entry)}; what depends on it is not checked.`,
    ...(entry.permission === null ? {} : { remedy: `grant ${entry.permission}` }),
  }));
