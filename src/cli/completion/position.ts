import type { Argument, Command, Option } from 'commander';

/** What stands at the cursor of a command line, as nlbctl would read it. */
export type Position =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'argument'; readonly command: Command; readonly argument: Argument }
  | { readonly kind: 'flag'; readonly command: Command }
  | { readonly kind: 'value'; readonly command: Command; readonly option: Option }
  /** Nothing of nlbctl's: too many arguments, or a command that does not exist. */
  | { readonly kind: 'nothing' };

/** A command line up to the cursor. */
export interface Line {
  readonly position: Position;
  /** What is typed already of the word at the cursor; of `--flag=value`, the value. */
  readonly typed: string;
  /** The flags before it, by their long names, with their values: `''` for one that takes none. */
  readonly given: ReadonlyMap<string, string>;
}

/**
 * Reads the words after the program's name; the last one is the word at the cursor and may be empty. Follows commander: flags of
 * the program are taken behind a command too, and after `--` there are only arguments.
 */
export function lineOf(program: Command, words: readonly string[]): Line {
  const current = words.at(-1) ?? '';
  const given = new Map<string, string>();
  let command = program;
  let awaiting: Option | null = null;
  let onlyArguments = false;
  let count = 0;
  for (const word of words.slice(0, -1)) {
    if (awaiting !== null && (awaiting.required || !word.startsWith('-'))) {
      given.set(nameOf(awaiting), word);
      awaiting = null;
      continue;
    }
    awaiting = null;
    if (!onlyArguments && word === '--') onlyArguments = true;
    else if (!onlyArguments && word.startsWith('--')) {
      const [name = '', ...value] = word.split('=');
      const option = optionOf(command, name);
      if (option === null) continue;
      given.set(nameOf(option), value.join('='));
      if (takesValue(option) && value.length === 0) awaiting = option;
    } else if (!onlyArguments && /^-./.test(word)) awaiting = readShort(command, word, given);
    else {
      const next: Command | undefined = count === 0 && !onlyArguments ? subcommand(command, word) : undefined;
      if (next === undefined) count += 1;
      else command = next;
    }
  }
  const line = (position: Position, typed = current): Line => ({ position, typed, given });
  if (awaiting !== null && (awaiting.required || !current.startsWith('-')))
    return line({ kind: 'value', command, option: awaiting });
  if (!onlyArguments && current.startsWith('-')) {
    if (!current.includes('=')) return line({ kind: 'flag', command });
    const [name = '', ...typed] = current.split('=');
    const option = name.startsWith('--') ? optionOf(command, name) : null;
    if (option === null || !takesValue(option)) return line({ kind: 'nothing' });
    return line({ kind: 'value', command, option }, typed.join('='));
  }
  if (command.commands.length > 0) return line(count === 0 ? { kind: 'command', command } : { kind: 'nothing' });
  const last = command.registeredArguments.at(-1);
  const argument = command.registeredArguments[count] ?? (last?.variadic === true ? last : undefined);
  return line(argument === undefined ? { kind: 'nothing' } : { kind: 'argument', command, argument });
}

/** The flags of a command and of those that it belongs to, as its help shows them. */
export function optionsOf(command: Command): Option[] {
  const help = command.createHelp();
  return [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
}

/** `-n ui`, `-nui`, `-qv`: the flag that still wants its value in the next word, if one does. */
function readShort(command: Command, word: string, given: Map<string, string>): Option | null {
  for (let rest = word.slice(1); rest !== ''; rest = rest.slice(1)) {
    const option = optionOf(command, `-${rest[0]}`);
    if (option === null) return null;
    given.set(nameOf(option), '');
    if (!takesValue(option)) continue;
    if (rest.length === 1) return option;
    given.set(nameOf(option), rest.slice(1));
    return null;
  }
  return null;
}

const nameOf = (option: Option): string => option.long ?? option.short ?? '';

const takesValue = (option: Option): boolean => option.required || option.optional;

function optionOf(command: Command | null, flag: string): Option | null {
  if (command === null) return null;
  return (
    command.options.find((option) => option.long === flag || option.short === flag) ?? optionOf(command.parent, flag)
  );
}

function subcommand(command: Command, word: string): Command | undefined {
  return command.commands.find((each) => each.name() === word || each.aliases().includes(word));
}
