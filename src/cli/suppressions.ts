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
      service: service === undefined ? null : refOf(service, file?.path ?? ''),
      reason,
    })),
  ];
}

function byFlag(text: string): Suppression {
  const at = text.indexOf('=');
  return {
    code: checkedCode(at < 0 ? text : text.slice(0, at), '--suppress'),
    service: at < 0 ? null : refOf(text.slice(at + 1), '--suppress'),
    reason: '--suppress',
  };
}

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const reference = new RegExp(`^(?<namespace>${label})/(?<name>${label}|\\*)$`);

/** The Service that a suppression is for. What names none would suppress nothing, in silence. Throws Usage. */
function refOf(text: string, where: string): ServiceRef {
  const { namespace, name } = reference.exec(text)?.groups ?? {};
  if (namespace === undefined || name === undefined)
    throw new NlbctlError('Usage', `${where} names the Service "${text}", which is not written as NAMESPACE/NAME`, {
      hint: 'for example ui/ui-nlb, or ui/* for every Service of the namespace',
    });
  return { namespace, name };
}

/** A code that nlbctl has; a misspelt one would suppress nothing, in silence. Throws Usage. */
export function checkedCode(code: string, where: string): string {
  if (isFindingCode(code)) return code;
  const near = closest(code.toUpperCase(), findingCodes);
  throw new NlbctlError('Usage', `${where} names the finding "${code}", which does not exist`, {
    hint: near === null ? 'nlbctl explain lists every code' : `did you mean ${near}? nlbctl explain lists every code`,
  });
}
