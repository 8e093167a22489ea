import { Command } from 'commander';
import type { Run } from '../cli/program.ts';
import { outputOption } from './output-option.ts';

/** `nlbctl inspect`: a Service's NLB, listeners, target groups and targets, held against pods and nodes. */
export function inspectCommand(run: Run): Command {
  return new Command('inspect')
    .summary('show the NLB of a Service, and its targets held against pods and nodes')
    .argument('[service]', 'NAME, svc/NAME or NAMESPACE/NAME')
    .addOption(outputOption(['table', 'wide', 'json', 'yaml', 'name']))
    .action(
      run(async (session, service: string | undefined, { output }: { output: string }) => {
        const snapshot = await session.observe(await session.service(service));
        const [{ judge }, { requireManaged }] = await Promise.all([
          import('../judge/inspection.ts'),
          import('./managed.ts'),
        ]);
        const inspection = judge(snapshot);
        requireManaged(inspection);
        const { inspectionDocument } = await import('../output/documents.ts');
        const { json, yaml } = await import('../output/print.ts');
        if (output === 'json') session.print(json(inspectionDocument('Inspection', inspection)));
        else if (output === 'yaml') session.print(await yaml(inspectionDocument('Inspection', inspection)));
        else if (output === 'name') session.print(`service/${inspection.service.name}`);
        else {
          const { inspectionTable, inspectionTree } = await import('../output/inspection.ts');
          const draw = output === 'wide' ? inspectionTable : inspectionTree;
          session.print(draw(inspection, await session.surface('stdout')));
        }
        return 0;
      }),
    );
}
