import { Command } from 'commander';
import type { Run } from '../cli/program.ts';
import { failOnOption, suppressOption } from './findings-options.ts';
import type { Listing } from './listing.ts';
import { outputOption } from './output-option.ts';

/** `nlbctl list`: every Service with a load balancer, the worst first. */
export function listCommand(run: Run): Command {
  return new Command('list')
    .alias('ls')
    .summary('list the Services with a load balancer, worst first')
    .option('-A, --all-namespaces', 'of every namespace')
    .option('-l, --selector <selector>', 'label selector, as kubectl has it')
    .addOption(failOnOption())
    .addOption(suppressOption())
    .addOption(outputOption(['table', 'wide', 'json', 'yaml', 'name']))
    .action(
      run(async (session, options: Listing) => {
        const { list } = await import('./listing.ts');
        return list(session, options);
      }),
    );
}
