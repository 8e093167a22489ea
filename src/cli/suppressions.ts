import { findingCodes, isFindingCode } from '../judge/findings/registry.ts';
import type { Suppression } from '../judge/findings/suppression.ts';
import { closest } from '../model/closest.ts';
import { NlbctlError } from '../model/errors.ts';
import type { ServiceRef } from '../model/service.ts';
import { readProjectFile } from './project-file.ts';

/**
 * What is suppressed: by flags, and by the project's file. Throws Usage for a code that does not exist, and for a
 * suppression whose last day is over.
 *
 * @param today `YYYY-MM-DD`
 */
export async function suppressionsOf(flags: readonly string[], folder: string, today: string): Promise<Suppression[]> {
  const file = await readProjectFile(folder);
  const entries = file?.suppress ?? [];
  const over = entries.find(({ until }) => until < today);
  if (over !== undefined)
    throw new NlbctlError('Usage', `the suppression of ${over.code} in ${file?.path} ended on ${over.until}`, {
      hint: `its reason was: ${over.reason}. Give it a later date, or take it away`,
    });
  return [
    ...flags.map(byFlag),
    ...entries.map(({ code, service, reason }) => ({
      code: checkedCode(code, file?.path ?? ''),
      service: service === undefined ? null : refOf(service),
      reason,
    })),
  ];
}

function byFlag(text: string): Suppression {
  const [code = '', service, ...more] = text.split('=');
  const named = service === undefined ? null : refOf(service);
  if (more.length > 0 || (named !== null && (named.namespace === '' || named.name === '')))
    throw new NlbctlError('Usage', `--suppress ${text} is not written as CODE or CODE=NAMESPACE/NAME`, {
      hint: 'for example --suppress NLB0702=ui/ui-nlb',
    });
  return { code: checkedCode(code, '--suppress'), service: named, reason: '--suppress' };
}

function refOf(text: string): ServiceRef {
  const [namespace = '', name = ''] = text.split('/');
  return { namespace, name };
}

/** A code that nlbctl has; a misspelt one would suppress nothing, in silence. Throws Usage. */
export function checkedCode(code: string, where: string): string {
  if (isFindingCode(code)) return code;
  const near = closest(code.toUpperCase(), findingCodes);
  throw new NlbctlError('Usage', `${where} names the finding ${code}, which does not exist`, {
    hint: near === null ? 'nlbctl explain lists every code' : `did you mean ${near}? nlbctl explain lists every code`,
  });
}
