import { Command } from 'commander';
import type { Run } from '../cli/program.ts';
import { exitCode } from '../model/exit-codes.ts';
import { outputOption } from './output-option.ts';

/** `nlbctl diff`: only what differs between the targets that are registered and those that should be; exit 2 when anything does. */
export function diffCommand(run: Run): Command {
  return new Command('diff')
    .summary('show only the targets that are not as they should be (exit 2 if any)')
    .argument('[service]', 'NAME, svc/NAME or NAMESPACE/NAME')
    .addOption(outputOption(['table', 'json', 'yaml']))
    .action(
      run(async (session, service: string | undefined, { output }: { output: string }) => {
        const snapshot = await session.observe(await session.service(service));
        const [{ judge }, { comparisonOf, differences }, { requireManaged }] = await Promise.all([
          import('../judge/inspection.ts'),
          import('../judge/differences.ts'),
          import('./managed.ts'),
        ]);
        const inspection = judge(snapshot);
        requireManaged(inspection);
        const differing = differences(inspection);
        const { inspectionDocument } = await import('../output/documents.ts');
        const { json, yaml } = await import('../output/print.ts');
        if (output === 'json') session.print(json(inspectionDocument('Diff', differing)));
        else if (output === 'yaml') session.print(await yaml(inspectionDocument('Diff', differing)));
        else {
          const { differenceTable } = await import('../output/diff.ts');
          session.print(differenceTable(differing, await session.surface('stdout')));
        }
        const comparison = comparisonOf(inspection);
        if (comparison === 'different') return exitCode.differences;
        if (comparison === 'unknown') return exitCode.couldNotKnow;
        if (session.flags.quiet !== true && output === 'table')
          session.say(`${inspection.service.namespace}/${inspection.service.name}: every target is as it should be`);
        return exitCode.ok;
      }),
    );
}
