import { Option } from 'commander';

/** The flags of every command that judges findings. */
export interface FindingsFlags {
  readonly failOn?: 'warning' | 'block';
  readonly suppress?: readonly string[];
}

export const failOnOption = (): Option =>
  new Option('--fail-on <severity>', 'exit 3 where a finding is of this severity or graver').choices([
    'warning',
    'block',
  ]);

/** May be given several times; what a value means is known only where the codes are (cli/suppressions.ts). */
export const suppressOption = (): Option =>
  new Option(
    '--suppress <code[=ns/name]>',
    'do not count a finding, of one Service or of all; can be repeated',
  ).argParser((value: string, before: readonly string[] = []) => [...before, value]);
