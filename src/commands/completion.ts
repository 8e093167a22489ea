import { Argument, Command } from 'commander';
import type { Run } from '../cli/program.ts';
import type { Shell } from './completing.ts';

/** `nlbctl completion`: the script that teaches a shell to complete nlbctl's command lines. */
export function completionCommand(run: Run): Command {
  return new Command('completion')
    .summary('print the script that completes command lines in a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish', 'powershell']))
    .addHelpText(
      'after',
      `
In the configuration of the shell:
  bash        source <(nlbctl completion bash)
  zsh         source <(nlbctl completion zsh)      after compinit
  fish        nlbctl completion fish | source
  powershell  nlbctl completion powershell | Out-String | Invoke-Expression`,
    )
    .action(
      run(async (session, shell: Shell) => {
        const { printScript } = await import('./completing.ts');
        return printScript(session, shell);
      }),
    );
}
