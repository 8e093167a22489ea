import { Command, Option } from 'commander';
import { parseMinHealthy } from '../cli/duration.ts';
import { requireNoFile } from '../cli/offline.ts';
import type { Run } from '../cli/program.ts';
import { outputOption } from './output-option.ts';
import { intervalOption, stableForOption, timeoutOption } from './waiting-options.ts';

interface Flags {
  readonly timeout: number;
  readonly interval: number;
  readonly stableFor?: number;
  readonly minHealthy: { percent: number } | { count: number };
  readonly allowEmpty?: boolean;
  readonly targetType?: 'ip' | 'instance';
  readonly output: string;
}

/** `nlbctl wait-healthy`: until the expected targets are registered and the required ones are healthy. */
export function waitHealthyCommand(run: Run): Command {
  return new Command('wait-healthy')
    .summary('wait until the expected targets are registered and healthy')
    .argument('[service]', 'NAME, svc/NAME or NAMESPACE/NAME')
    .addOption(timeoutOption('for how long; 0 looks once'))
    .addOption(intervalOption())
    .addOption(stableForOption())
    .addOption(
      new Option('--min-healthy <share>', 'of the required targets: 100% or a number')
        .argParser(parseMinHealthy)
        .default({ percent: 100 }, '100%'),
    )
    .option('--allow-empty', 'a Service without any target is ready too')
    .addOption(
      new Option('--target-type <type>', 'the type to wait for (default: what the Service asks for)').choices([
        'ip',
        'instance',
      ]),
    )
    .addOption(outputOption(['table', 'json', 'yaml', 'ndjson']))
    .action(
      run(async (session, service: string | undefined, flags: Flags) => {
        requireNoFile(session, 'a wait looks again and again, and a file does not change');
        const ref = await session.service(service);
        const { waitFor } = await import('./waiting.ts');
        return waitFor(session, ref, flags.output, {
          timeout: flags.timeout,
          interval: flags.interval,
          goal: {
            targetType: flags.targetType ?? null,
            minHealthy: flags.minHealthy,
            allowEmpty: flags.allowEmpty === true,
            stable:
              flags.stableFor === undefined
                ? { looks: flags.timeout === 0 ? 1 : 2 }
                : { seconds: flags.stableFor / 1000 },
            oldGroupsGone: false,
          },
        });
      }),
    );
}
