import type { Command, Option } from 'commander';
import type { Names } from './names.ts';
import { type Line, lineOf, optionsOf } from './position.ts';
import { serviceCandidates } from './service-names.ts';
import type { Candidate, Source } from './source.ts';
import { argumentSources, flagSources } from './sources.ts';

/** What can stand at the cursor. `files`: the shell's own files too. */
export interface Answer {
  readonly candidates: readonly Candidate[];
  readonly files: boolean;
}

export const nothing: Answer = { candidates: [], files: false };

/** Flags that count each time they are given. */
const repeatable = new Set(['--suppress', '--verbose']);

/**
 * What can stand at the end of a command line, of which `words` are the words behind the program's name. The last word is what is
 * typed already, and may be empty. Whatever does not begin with it is left out.
 */
export async function answerOf(program: Command, words: readonly string[], names: Names): Promise<Answer> {
  const line = lineOf(program, words);
  const { candidates, files } = await unfiltered(program, line, names);
  return { candidates: candidates.filter(({ value }) => value.startsWith(line.typed)), files };
}

async function unfiltered(program: Command, line: Line, names: Names): Promise<Answer> {
  const { position } = line;
  switch (position.kind) {
    case 'nothing':
      return nothing;
    case 'command': {
      const commands = position.command.createHelp().visibleCommands(position.command);
      return listed(
        commands.map((each) => ({ value: each.name(), description: each.summary() || each.description() })),
      );
    }
    case 'flag':
      return listed(flagsOf(position.command, line.given));
    case 'value':
      return (
        fromChoices(position.option.argChoices) ?? fromSource(flagSources[position.option.long ?? ''], line, names)
      );
    case 'argument': {
      const { argument } = position;
      return fromChoices(argument.argChoices) ?? fromSource(argumentSources[argument.name()]?.(program), line, names);
    }
  }
}

const listed = (candidates: readonly Candidate[]): Answer => ({ candidates, files: false });

/** `jsonpath=…` is a value that goes on. */
function fromChoices(choices: readonly string[] | undefined): Answer | null {
  if (choices === undefined) return null;
  return listed(choices.map((choice) => ({ value: choice.replace(/…$/, ''), description: '' })));
}

function flagsOf(command: Command, given: ReadonlyMap<string, string>): Candidate[] {
  return optionsOf(command)
    .map((option: Option) => ({ value: option.long ?? option.short ?? '', description: option.description }))
    .filter(({ value }) => repeatable.has(value) || !given.has(value));
}

async function fromSource(source: Source | undefined, line: Line, names: Names): Promise<Answer> {
  switch (source?.kind) {
    case undefined:
    case 'free':
      return nothing;
    case 'files':
      return { candidates: [], files: true };
    case 'listed':
      return { candidates: after(source.separator, line.typed, await source.list()), files: source.also === 'files' };
    case 'contexts':
      return listed((await names.contexts(line.given)).map((value) => ({ value, description: '' })));
    case 'namespaces': {
      const known = await names.ofCluster(line.given);
      const namespaces = [known.namespace ?? [], known.services.map(({ namespace }) => namespace)].flat();
      return listed([...new Set(namespaces)].sort().map((value) => ({ value, description: '' })));
    }
    case 'services': {
      const { services, namespace } = await names.ofCluster(line.given);
      const flag = line.given.get('--namespace') ?? null;
      return listed(serviceCandidates(services, { typed: line.typed, flag, fallback: namespace ?? 'default' }));
    }
  }
}

/** The values of a list that is written by commas, behind those that are there already. */
function after(separator: ',' | undefined, typed: string, candidates: readonly Candidate[]): readonly Candidate[] {
  if (separator === undefined) return candidates;
  const before = typed.slice(0, typed.lastIndexOf(separator) + 1);
  const taken = new Set(before.split(separator));
  return candidates
    .filter(({ value }) => !taken.has(value))
    .map(({ value, description }) => ({ value: `${before}${value}`, description }));
}
