import type { Answer } from './answer.ts';

/** Of cobra's directives (cobra, completions.go, ShellCompDirective) those that nlbctl uses. */
const directive = { files: 0, noSpace: 2, noFiles: 4 } as const;

/** Control characters, line ends, marks that turn the direction of text around: what nobody can type and no shell inserts. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** What no shell takes for anything but itself, quoted or not. */
const plain = /^[\w@%+:,./][\w@%+=:,./-]*$/;

/**
 * An answer as cobra's programs give it, which is what kubectl reads: a line `value<TAB>description` for each candidate, and one
 * with the directive. A value that cannot be on a command line is left out.
 */
export function answerLines({ candidates, files }: Answer): string {
  const printable = candidates.filter(({ value }) => value !== '' && !unprintable.test(value));
  const goesOn = printable.length > 0 && printable.every(({ value }) => value.endsWith('='));
  const lines = printable.map(({ value, description }) => (description === '' ? value : `${value}\t${description}`));
  const directives = (files ? directive.files : directive.noFiles) | (goesOn ? directive.noSpace : 0);
  return `${[...lines, `:${directives}`].join('\n')}\n`;
}

/**
 * kubectl's own scripts put a value on the command line as it is, and the one for bash has its words expanded, `$(…)` among them:
 * it is given only what needs no quotes. A flag begins with a dash on purpose, and never comes from a cluster.
 */
export function forKubectl({ candidates, files }: Answer): Answer {
  return { candidates: candidates.filter(({ value }) => plain.test(value.replace(/^--?(?=\w)/, ''))), files };
}
