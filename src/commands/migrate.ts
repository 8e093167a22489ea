import { Command, Option } from 'commander';
import type { Run } from '../cli/program.ts';
import type { TargetType } from '../model/target-type.ts';
import { outputOption } from './output-option.ts';
import { intervalOption, stableForOption, timeoutOption } from './waiting-options.ts';

interface Flags {
  readonly to: TargetType;
  readonly yes?: boolean;
  readonly dryRun?: string;
  readonly timeout: number;
  readonly interval: number;
  readonly stableFor?: number;
  readonly output: string;
}

/** `nlbctl migrate`: changes the target type in place, and sees it through until the new targets are verified. */
export function migrateCommand(run: Run): Command {
  return new Command('migrate')
    .summary('change the target type of a Service’s NLB, and see it through')
    .argument('[service]', 'NAME, svc/NAME or NAMESPACE/NAME')
    .addOption(
      new Option('--to <type>', 'the target type to change to').choices(['ip', 'instance']).makeOptionMandatory(),
    )
    .option('-y, --yes', 'do not ask')
    .addOption(timeoutOption('for how long to see it through; 0 looks once'))
    .addOption(intervalOption())
    .addOption(stableForOption())
    .addOption(outputOption(['table', 'json', 'yaml', 'ndjson']))
    .action(
      run(async (session, service: string | undefined, flags: Flags) => {
        const ref = await session.service(service);
        const { migrate } = await import('./migrating.ts');
        return migrate(session, ref, flags);
      }),
    );
}
