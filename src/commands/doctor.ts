import { Command } from 'commander';
import { requireNoFile } from '../cli/offline.ts';
import type { Run } from '../cli/program.ts';
import { outputOption } from './output-option.ts';

/** `nlbctl doctor`: what nlbctl needs of the cluster and of AWS, what of it works, and what is missing. */
export function doctorCommand(run: Run): Command {
  return new Command('doctor')
    .summary('check cluster, permissions, AWS settings and controller: what works, what is missing')
    .addOption(outputOption(['table', 'json', 'yaml']))
    .action(
      run(async (session, { output }: { output: string }) => {
        requireNoFile(session, 'it tries what works now, and a file is only what was so');
        const { doctor } = await import('./doctoring.ts');
        return doctor(session, output);
      }),
    );
}
