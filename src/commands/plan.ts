import { Command, Option } from 'commander';
import { parseDuration } from '../cli/duration.ts';
import type { Run } from '../cli/program.ts';
import { suppressOption } from './findings-options.ts';
import { outputOption } from './output-option.ts';
import type { Planning } from './planning.ts';
import { drainOption, settleOption, strategyOption, weightsOption } from './strategy-options.ts';
import { targetTypeOption } from './target-type-option.ts';

/** Milliseconds: a day, in which a plan is read, agreed to and carried out. */
export const usuallyValidFor = 86_400_000;

/** `nlbctl plan`: everything that a migration would do, and every reason not to make it. Only reads. */
export function planCommand(run: Run): Command {
  return new Command('plan')
    .summary('show what a change of the target type would do, and what speaks against it')
    .argument('[service]', 'NAME, svc/NAME or NAMESPACE/NAME')
    .addOption(targetTypeOption().makeOptionMandatory())
    .addOption(strategyOption())
    .addOption(weightsOption())
    .addOption(settleOption())
    .addOption(drainOption())
    .option('--out <file>', 'save the plan, for migrate --plan')
    .addOption(
      new Option('--valid-for <duration>', 'for how long a saved plan may be carried out')
        .argParser(parseDuration)
        .default(usuallyValidFor, '24h'),
    )
    .option('--detailed-exitcode', 'exit 2 where there is something to change')
    .addOption(
      new Option('--fail-on <severity>', 'exit 7 where a finding is of this severity or graver').choices([
        'warning',
        'block',
      ]),
    )
    .addOption(suppressOption())
    .addOption(outputOption(['table', 'json', 'yaml', 'kustomize', 'patch']))
    .action(
      run(async (session, service: string | undefined, flags: Planning) => {
        const { plan } = await import('./planning.ts');
        return plan(session, service, flags);
      }),
    );
}
