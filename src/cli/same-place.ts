import { NlbctlError } from '../model/errors.ts';

/** The flags that say which cluster and which account, and the programs that know them. */
const flags = {
  '--context': ['nlbctl', 'kubectl'],
  '--kubeconfig': ['nlbctl', 'kubectl'],
  '--profile': ['nlbctl', 'aws'],
  '--region': ['nlbctl', 'aws'],
} as const satisfies Record<string, readonly string[]>;

/** A command of nlbctl's about one Service, in the middle of a sentence. */
const command =
  /nlbctl (?:inspect|diff|plan|migrate|wait-healthy|probe) [a-z0-9-]+ -n [a-z0-9-]+(?: --to (?:ip|instance))?(?: --yes)?/g;

/** A whole command, with the flags of `argv` that lead it to the same cluster and account. */
export function samePlace(text: string, argv: readonly string[]): string {
  const [program = ''] = text.split(' ');
  return /^nlbctl (?:explain|help)/.test(text) ? text : text + placeFor(program, argv);
}

/** An error in whose words each command of nlbctl's leads to the same cluster and account: people copy them. */
export function errorInSamePlace(error: NlbctlError, argv: readonly string[]): NlbctlError {
  const place = placeFor('nlbctl', argv);
  if (place === '') return error;
  const placed = (text: string) => text.replaceAll(command, (found) => found + place);
  const same = new NlbctlError(error.code, placed(error.message), {
    hint: error.hint === null ? null : placed(error.hint),
    permission: error.permission,
    cause: error,
  });
  if (error.stack !== undefined) same.stack = error.stack;
  return same;
}

function placeFor(program: string, words: readonly string[]): string {
  // What stands after `--` is another command's.
  const argv = words.slice(0, words.includes('--') ? words.indexOf('--') : undefined);
  return Object.entries(flags)
    .filter(([, programs]) => programs.some((each) => each === program))
    .flatMap(([flag]) => {
      const at = argv.indexOf(flag);
      const joined = argv.find((word) => word.startsWith(`${flag}=`))?.slice(flag.length + 1);
      const value = at >= 0 ? argv[at + 1] : joined;
      return value === undefined ? [] : ` ${flag} ${quoted(value)}`;
    })
    .join('');
}

/** As a POSIX shell takes it. */
export function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
