import { Command } from 'commander';
import type { Run } from '../cli/program.ts';
import { failOnOption, suppressOption } from './findings-options.ts';
import type { Inspecting } from './inspecting.ts';
import { outputOption } from './output-option.ts';

/** `nlbctl inspect`: a Service's NLB, listeners, target groups and targets, held against pods and nodes. */
export function inspectCommand(run: Run): Command {
  return new Command('inspect')
    .summary('show the NLB of a Service, and its targets held against pods and nodes')
    .argument('[service]', 'NAME, svc/NAME or NAMESPACE/NAME')
    .addOption(failOnOption())
    .addOption(suppressOption())
    .addOption(outputOption(['table', 'wide', 'json', 'yaml', 'name']))
    .action(
      run(async (session, service: string | undefined, flags: Inspecting) => {
        const { inspect } = await import('./inspecting.ts');
        return inspect(session, service, flags);
      }),
    );
}
