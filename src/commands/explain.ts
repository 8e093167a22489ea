import { Command } from 'commander';
import type { Run } from '../cli/program.ts';
import { outputOption } from './output-option.ts';

/** `nlbctl explain`: what a finding, a reason code or a state of a target means, why it comes, and what helps. */
export function explainCommand(run: Run): Command {
  return new Command('explain')
    .summary('explain a finding, reason code, target state or verdict')
    .argument('[code]', 'such as NLB0701, Elb.RegistrationInProgress, draining or by-design; left out: list them all')
    .addOption(outputOption(['table', 'json', 'yaml']))
    .action(
      run(async (session, code: string | undefined, { output }: { output: string }) => {
        const { explain } = await import('./explaining.ts');
        return explain(session, code, output);
      }),
    );
}
