import type { Command, Option } from 'commander';
import { fenced, type Page } from './pages.ts';

/** The command lines of nlbctl in a page: in fenced blocks and in code within text. */
export function commandLines(page: Page): string[] {
  const blocks = fenced(page).flatMap(({ language, body }) => {
    const lines = body.split('\n');
    // In a console block only what stands behind the prompt was typed.
    return language === 'console' ? lines.filter((line) => line.startsWith('$ ')) : lines;
  });
  const prose = page.text.replace(/^```[\s\S]*?^```$/gm, '');
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
  return [...blocks, ...spans].flatMap(linesOf);
}

/** What follows each `nlbctl` that is a command's first word, up to the shell's next word of its own. */
function linesOf(text: string): string[] {
  const commands = text.replace(/ #.*$/, '').split(/^\$ |^\s*(?:- )?run: | -- |\||&&|;|\$\(/);
  return commands.flatMap((command) => /^nlbctl(?: (.*?))?[)"]*$/.exec(command.trim())?.[1] ?? []);
}

/** What is wrong with a command line: a command, a flag or a choice that the program does not have; null: nothing. */
export function flawOf(program: Command, line: string): string | null {
  const words = line.trim().split(/\s+/);
  let command = program;
  while (words.length > 0) {
    const word = words.shift() ?? '';
    if (word.startsWith('-')) {
      const [flag = '', given] = word.split('=');
      const option = optionOf(command, flag);
      if (option === undefined) return `${command.name()} has no ${flag}`;
      const value = takesValue(option) ? (given ?? words.shift()) : null;
      if (value === undefined) return `${flag} is without its value`;
      if (value !== null && option.argChoices !== undefined && !option.argChoices.some((choice) => fits(choice, value)))
        return `${flag} does not take ${value}`;
      continue;
    }
    const next = command.commands.find((each) => each.name() === word || each.aliases().includes(word));
    if (next !== undefined) command = next;
    else if (command.commands.length > 0) return `${command.name()} has no command ${word}`;
  }
  return null;
}

/** `jsonpath=…` stands for a value that goes on with anything. */
const fits = (choice: string, value: string): boolean =>
  choice.endsWith('…') ? value.startsWith(choice.slice(0, -1)) : choice === value;

const takesValue = (option: Option): boolean => option.required || option.optional;

function optionOf(command: Command | null, flag: string): Option | undefined {
  if (command === null) return undefined;
  return (
    command.options.find((option) => option.short === flag || option.long === flag) ?? optionOf(command.parent, flag)
  );
}
