import { Command, Option } from 'commander';
import { requireNoFile } from '../cli/offline.ts';
import type { Run } from '../cli/program.ts';
import { suppressOption } from './findings-options.ts';
import type { Migrating } from './migrating.ts';
import { outputOption } from './output-option.ts';
import { targetTypeOption } from './target-type-option.ts';
import { intervalOption, stableForOption, timeoutOption } from './waiting-options.ts';

/** `nlbctl migrate`: changes the target type in place, and sees it through until the new targets are verified. */
export function migrateCommand(run: Run): Command {
  return new Command('migrate')
    .summary('change the target type of a Service’s NLB, and see it through')
    .argument('[service]', 'NAME, svc/NAME or NAMESPACE/NAME')
    .addOption(targetTypeOption())
    .option(
      '--plan <file>',
      'carry out a saved plan, which names Service and target type; refused when it is out of date',
    )
    .option('-y, --yes', 'accept the plan with its warnings, and do not ask')
    .addOption(
      new Option(
        '--dry-run [where]',
        'change nothing: only plan (client), or have the API server check the patch too (server)',
      )
        .choices(['none', 'client', 'server'])
        .default('none')
        .preset('client'),
    )
    .addOption(
      new Option('--fail-on <severity>', 'refuse (exit 7) where a finding is of this severity or graver').choices([
        'warning',
        'block',
      ]),
    )
    .option('--accept <codes>', 'warnings that --fail-on lets pass, by commas', (text: string) => text.split(','))
    .addOption(suppressOption())
    .addOption(timeoutOption('for how long to see it through; 0 looks once'))
    .addOption(intervalOption())
    .addOption(stableForOption())
    .addOption(outputOption(['table', 'json', 'yaml', 'ndjson']))
    .action(
      run(async (session, service: string | undefined, flags: Migrating) => {
        requireNoFile(session, 'a migration changes a Service and sees it through, and a file is only what was so');
        const { migrate } = await import('./migrating.ts');
        return migrate(session, service, flags);
      }),
    );
}
