import { confirm, input, search } from '@inquirer/prompts';
import { NlbctlError } from '../model/errors.ts';
import type { Service, ServiceRef } from '../model/service.ts';
import { safe } from '../output/terminal.ts';

/** Prompts go to stderr: stdout is for results. */
const context = (signal: AbortSignal) => ({ output: process.stderr, signal });

/** Lets a person pick one of several Services, by typing a part of its name. */
export function pickService(candidates: readonly Service[], signal: AbortSignal): Promise<ServiceRef> {
  const choices = candidates.map((service) => ({
    name: safe(`${service.namespace}/${service.name}`),
    value: { namespace: service.namespace, name: service.name },
    description: safe(service.ingress[0]?.hostname ?? 'no load balancer yet'),
  }));
  return answered(
    search<ServiceRef>(
      { message: 'Which Service?', source: (term) => choices.filter(({ name }) => name.includes(term ?? '')) },
      context(signal),
    ),
  );
}

/** Asks for a yes; Enter alone is a no. */
export function confirmed(question: string, signal: AbortSignal): Promise<boolean> {
  return answered(confirm({ message: question, default: false }, context(signal)));
}

/** Asks for a word to be typed out; anything else is a no. */
export async function typed(question: string, word: string, signal: AbortSignal): Promise<boolean> {
  return (await answered(input({ message: question }, context(signal)))).trim() === word;
}

/** A prompt takes Ctrl-C from the keyboard itself, so that no signal comes. */
async function answered<Answer>(asking: Promise<Answer>): Promise<Answer> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError')
      throw new NlbctlError('Interrupted', 'stopped at the question; nothing was changed', { cause: error });
    throw error;
  }
}
