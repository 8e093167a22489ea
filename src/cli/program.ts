import { Command, Option } from 'commander';
import { completionCommand } from '../commands/completion.ts';
import { diffCommand } from '../commands/diff.ts';
import { doctorCommand } from '../commands/doctor.ts';
import { explainCommand } from '../commands/explain.ts';
import { helpTopics } from '../commands/help.ts';
import { inspectCommand } from '../commands/inspect.ts';
import { listCommand } from '../commands/list.ts';
import { migrateCommand } from '../commands/migrate.ts';
import { templateOf } from '../commands/output-option.ts';
import { planCommand } from '../commands/plan.ts';
import { probeCommand } from '../commands/probe.ts';
import { sandboxCommand } from '../commands/sandbox.ts';
import { schemaCommand } from '../commands/schema.ts';
import { snapshotCommand } from '../commands/snapshot.ts';
import { versionCommand } from '../commands/version.ts';
import { waitHealthyCommand } from '../commands/wait-healthy.ts';
import type { Told } from '../output/github/told.ts';
import { version } from '../output/version.ts';
import { programName } from './called-as.ts';
import { type GlobalFlags, openSession, type Session, type Stopping } from './session.ts';
import type { World } from './world.ts';

/** How a command runs: with a session made from the flags, to an exit code. */
export type Run = <Arguments extends unknown[]>(
  action: (session: Session, ...given: Arguments) => Promise<number>,
) => (...given: [...Arguments, Command]) => Promise<void>;

export interface Ending {
  exitCode: number;
  readonly told: Told[];
}

/** The whole surface of nlbctl. `ending` takes the exit code of the command that ran, and what it told. */
export function buildProgram(world: World, stopping: Stopping, ending: Ending): Command {
  const run: Run =
    (action) =>
    async (...given) => {
      const command = given[given.length - 1] as Command;
      const flags = command.optsWithGlobals<GlobalFlags & { readonly output?: string }>();
      const template = templateOf(flags.output);
      // What is wrong with a template is said before anything is asked or done.
      if (template !== null) (await import('../output/jsonpath/template.ts')).parseTemplate(template);
      const session = openSession(world, flags, stopping, (told) => ending.told.push(told));
      try {
        // biome-ignore lint/suspicious/noExplicitAny: commander appends itself to the arguments, whose types it does not know
        ending.exitCode = await action(session, ...(given.slice(0, -1) as any));
      } finally {
        await session.close();
      }
    };
  const program = new Command(programName(world.name))
    .description('See, migrate and wait for the AWS Network Load Balancer behind a Kubernetes Service on EKS.')
    .version(version, '--version', 'print the version')
    .option('-n, --namespace <namespace>', 'namespace of the Service (default: that of the context)')
    .option('--context <name>', 'context of the kubeconfig')
    .option('--kubeconfig <file>', 'kubeconfig to use instead of KUBECONFIG')
    .option('--profile <name>', 'AWS profile, for the AWS clients only')
    .option('--region <region>', 'AWS region (default: that in the load balancer’s hostname)')
    .option('--from <file>', 'read a snapshot instead of the cluster and AWS; - is stdin')
    .addOption(new Option('--color <when>', 'colour the output').choices(['auto', 'always', 'never']).default('auto'))
    .addOption(
      new Option('--ci <kind>', 'annotations and a summary, where GitHub Actions runs this')
        .choices(['auto', 'none'])
        .default('auto'),
    )
    .option('--no-input', 'never ask; fail instead')
    .option('-q, --quiet', 'say nothing but the result')
    .option('-v, --verbose', 'show every API call', (_: string, count: number) => count + 1, 0)
    .option('--debug', 'show stack traces')
    .showHelpAfterError('(add --help for the flags)')
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void world.stdout.write(text),
      writeErr: (text) => void world.stderr.write(text),
      getOutHelpWidth: () => world.stdout.columns ?? 80,
      getErrHelpWidth: () => world.stderr.columns ?? 80,
    })
    .exitOverride();
  for (const make of [
    listCommand,
    inspectCommand,
    diffCommand,
    planCommand,
    migrateCommand,
    waitHealthyCommand,
    probeCommand,
    explainCommand,
    doctorCommand,
    snapshotCommand,
    sandboxCommand,
    schemaCommand,
    completionCommand,
    versionCommand,
  ])
    program.addCommand(inheriting(make(run), program));
  helpTopics(program, world);
  return program;
}

/** Commands of commands take over how errors and help are written too, which commander does for its own children only. */
function inheriting(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inheriting(child, command);
  return command;
}
