import { Command } from 'commander';
import type { Run } from '../cli/program.ts';
import type { Diffing } from './diffing.ts';
import { failOnOption, suppressOption } from './findings-options.ts';
import { outputOption } from './output-option.ts';

/** `nlbctl diff`: only what differs between the targets that are registered and those that should be; exit 2 when anything does. */
export function diffCommand(run: Run): Command {
  return new Command('diff')
    .summary('show only the targets that are not as they should be (exit 2 if any)')
    .argument('[service]', 'NAME, svc/NAME or NAMESPACE/NAME')
    .addOption(failOnOption())
    .addOption(suppressOption())
    .addOption(outputOption(['table', 'json', 'yaml']))
    .action(
      run(async (session, service: string | undefined, flags: Diffing) => {
        const { diff } = await import('./diffing.ts');
        return diff(session, service, flags);
      }),
    );
}
