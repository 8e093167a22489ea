import type { NlbctlError } from '../model/errors.ts';

export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** What failed, and what to do about it, as sentences. */
export function failureWords({ message, hint }: NlbctlError): string {
  return hint === null
    ? sentence(message)
    : `${sentence(message)} ${sentence(`${hint[0]?.toUpperCase()}${hint.slice(1)}`)}`;
}
