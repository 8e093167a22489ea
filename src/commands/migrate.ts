import { Command, Option } from 'commander';
import { parseDuration } from '../cli/duration.ts';
import { requireNoFile } from '../cli/offline.ts';
import type { Run } from '../cli/program.ts';
import { suppressOption } from './findings-options.ts';
import type { Migrating } from './migrating.ts';
import { outputOption } from './output-option.ts';
import { drainOption, leaseOption, settleOption, strategyOption, weightsOption } from './strategy-options.ts';
import { targetTypeOption } from './target-type-option.ts';
import { intervalOption, stableForOption } from './waiting-options.ts';

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
    .addOption(strategyOption())
    .addOption(weightsOption())
    .addOption(settleOption())
    .addOption(drainOption())
    .option('--canary', 'weighted: one connection in a thousand where AWS checks no group of weight 0')
    .addOption(leaseOption())
    .addOption(suppressOption())
    .addOption(
      new Option(
        '--timeout <duration>',
        'for how long to see it through; 0 looks once (default: 15m, weighted: its waits and 30m)',
      ).argParser(parseDuration),
    )
    .addOption(intervalOption())
    .addOption(stableForOption())
    .addOption(
      new Option('--rollback-on-failure <when>', 'go back to the old type when waiting cannot help')
        .choices(['auto', 'ask', 'never'])
        .default('auto'),
    )
    .option('--rollback-costly', 'go back even where that is a second switch with a window of its own')
    .addOption(
      new Option(
        '--rollback-timeout <duration>',
        'for how long to see the way back through (default: 10m, weighted: its waits and 30m)',
      ).argParser(parseDuration),
    )
    .addOption(
      new Option('--on-interrupt <what>', 'what the first Ctrl-C does once the change is asked for')
        .choices(['leave', 'rollback'])
        .default('leave'),
    )
    .option('--probe <way>', 'measure from outside meanwhile: tcp, tls, http:/path or https:/path')
    .addOption(
      new Option('--abort-if-probe-fails <duration>', 'go back when a port has not answered for so long').argParser(
        parseDuration,
      ),
    )
    .option(
      '--connect-to <entries>',
      'probe: HOST1:PORT1:HOST2:PORT2, as curl has it',
      (text: string, before: string[] = []) => [...before, text],
    )
    .option('--report <file>', 'write a page for the browser, all in one file')
    .addOption(outputOption(['table', 'json', 'yaml', 'ndjson']))
    .action(
      run(async (session, service: string | undefined, flags: Migrating) => {
        requireNoFile(session, 'a migration changes a Service and sees it through, and a file is only what was so');
        const { migrate } = await import('./migrating.ts');
        return migrate(session, service, flags);
      }),
    );
}
