import { Command } from 'commander';
import type { Run } from '../cli/program.ts';
import { outputOption } from './output-option.ts';

/** `nlbctl explain`: what a reason code or a state of a target means, why it comes, and what helps. */
export function explainCommand(run: Run): Command {
  return new Command('explain')
    .summary('explain a reason code, target state or verdict')
    .argument('[code]', 'such as Elb.RegistrationInProgress, draining or by-design; left out: list them all')
    .addOption(outputOption(['table', 'json', 'yaml']))
    .action(
      run(async (session, code: string | undefined, { output }: { output: string }) => {
        const [{ explain, explainedCodes }, { explanationText, explanationIndex }, { json, yaml }, { unknownCode }] =
          await Promise.all([
            import('../judge/explain.ts'),
            import('../output/explanation.ts'),
            import('../output/print.ts'),
            import('./unknown-code.ts'),
          ]);
        const surface = await session.surface('stdout');
        const all = explainedCodes();
        const found = code === undefined ? null : explain(code);
        if (code !== undefined && found === null)
          throw unknownCode(
            code,
            all.map((each) => each.code),
          );
        const document = { apiVersion: 'nlbctl/v1', kind: 'Explanation', items: found === null ? all : [found] };
        if (output === 'json') session.print(json(document));
        else if (output === 'yaml') session.print(await yaml(document));
        else session.print(found === null ? explanationIndex(all, surface) : explanationText(found, surface));
        return 0;
      }),
    );
}
