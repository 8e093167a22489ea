import { Command } from 'commander';
import type { Run } from '../cli/program.ts';
import { outputOption } from './output-option.ts';

/** `nlbctl version`: nlbctl's version and that of the Node that runs it. */
export function versionCommand(run: Run): Command {
  return new Command('version')
    .summary('print the version')
    .addOption(outputOption(['table', 'json', 'yaml']))
    .action(
      run(async (session, { output }: { output: string }) => {
        const { version } = await import('../output/version.ts');
        const { printDocument } = await import('./print-document.ts');
        const document = {
          apiVersion: 'nlbctl/v1',
          kind: 'Version',
          version,
          node: process.version,
          platform: `${process.platform}-${process.arch}`,
        };
        if (!(await printDocument(session, output, () => document)))
          session.print(`nlbctl ${version} (Node ${process.version}, ${document.platform})`);
        return 0;
      }),
    );
}
