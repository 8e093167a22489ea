import { Command } from 'commander';
import type { Run } from '../cli/program.ts';
import type { Snapshotting } from './snapshotting.ts';

/** `nlbctl snapshot`: what was read of a Service, or of all, as a file that reading commands take with --from. */
export function snapshotCommand(run: Run): Command {
  return new Command('snapshot')
    .summary('write what is read of a Service to a file, for --from')
    .argument('[service]', 'NAME, svc/NAME or NAMESPACE/NAME; left out: every Service of the namespace')
    .option('-f, --file <file>', 'where to write it; left out or -: stdout')
    .option('-A, --all-namespaces', 'of every namespace')
    .option('-l, --selector <selector>', 'label selector, as kubectl has it')
    .option('--redact', 'put other numbers in the place of AWS account ids')
    .action(
      run(async (session, service: string | undefined, flags: Snapshotting) => {
        const { snapshot } = await import('./snapshotting.ts');
        return snapshot(session, service, flags);
      }),
    );
}
