import { Command } from 'commander';
import type { Run } from '../cli/program.ts';
import { outputOption } from './output-option.ts';

interface Flags {
  readonly allNamespaces?: boolean;
  readonly selector?: string;
  readonly output: string;
}

/** `nlbctl list`: every Service with a load balancer, the worst first. */
export function listCommand(run: Run): Command {
  return new Command('list')
    .alias('ls')
    .summary('list the Services with a load balancer, worst first')
    .option('-A, --all-namespaces', 'of every namespace')
    .option('-l, --selector <selector>', 'label selector, as kubectl has it')
    .addOption(outputOption(['table', 'wide', 'json', 'yaml', 'name']))
    .action(
      run(async (session, { allNamespaces, selector, output }: Flags) => {
        const [{ listCandidates }, { observeMany }, { judge }, { listed, worstFirst }, { listFailure }] =
          await Promise.all([
            import('../observe/candidates.ts'),
            import('../observe/observe-many.ts'),
            import('../judge/inspection.ts'),
            import('../judge/listed.ts'),
            import('../judge/list-failure.ts'),
          ]);
        const observing = await session.observing();
        const namespace = allNamespaces === true ? null : (session.flags.namespace ?? observing.kubernetes.namespace);
        const services = await listCandidates(
          observing.kubernetes,
          { namespace, selector: selector ?? null },
          session.signal,
        );
        const observed = await observeMany(services, observing);
        const items = worstFirst(
          observed.map((each) =>
            'snapshot' in each ? listed(judge(each.snapshot)) : listFailure(each.service, each.failure),
          ),
        );
        const { listDocument } = await import('../output/documents.ts');
        const { json, yaml } = await import('../output/print.ts');
        const document = listDocument(items, new Date(observing.now()).toISOString());
        if (output === 'json') session.print(json(document));
        else if (output === 'yaml') session.print(await yaml(document));
        else if (output === 'name') session.print(items.map(({ name }) => `service/${name}`).join('\n'));
        else if (items.length === 0)
          session.say(
            `no Service with a load balancer in ${namespace === null ? 'any namespace' : `namespace ${namespace}`}`,
          );
        else {
          const { listTable } = await import('../output/list.ts');
          session.print(
            listTable(items, await session.surface('stdout'), {
              namespaces: namespace === null,
              wide: output === 'wide',
            }),
          );
        }
        return 0;
      }),
    );
}
