import { Command, InvalidArgumentError } from 'commander';
import type { Run } from '../cli/program.ts';
import { outputOption } from './output-option.ts';

export interface Beginning {
  readonly scenario: string;
  readonly speed: number;
  readonly seed: number;
}

/** `nlbctl sandbox`: an embedded cluster, controller and NLB, on loopback. */
export function sandboxCommand(run: Run): Command {
  const sandbox = new Command('sandbox').summary('an embedded cluster, controller and NLB to try nlbctl on');
  const later = () => import('./sandboxing.ts');
  sandbox.addCommand(
    beginning(new Command('run'))
      .summary('run a command in a sandbox that lives as long as the command')
      .argument('<command...>', 'the command and its arguments, after --')
      .action(
        run(async (session, command: [string, ...string[]], options: Beginning) =>
          (await later()).run(session, command, options),
        ),
      ),
  );
  sandbox.addCommand(
    beginning(new Command('start'))
      .summary('start a sandbox, in the foreground unless told otherwise')
      .option('--detach', 'leave it in the background')
      .action(
        run(async (session, options: Beginning & { detach?: boolean }) => {
          const { start, startDetached } = await later();
          return options.detach === true ? startDetached(session, options) : start(session, options);
        }),
      ),
  );
  sandbox.addCommand(
    new Command('stop')
      .summary('end the sandbox that was started')
      .action(run(async (session) => (await later()).stop(session))),
  );
  sandbox.addCommand(
    new Command('status')
      .summary('say whether a sandbox runs, and where')
      .addOption(outputOption(['table', 'json', 'yaml']))
      .action(run(async (session, { output }: { output: string }) => (await later()).status(session, output))),
  );
  sandbox.addCommand(
    new Command('env')
      .summary('print the environment of the sandbox, for eval in a shell')
      .action(run(async (session) => (await later()).env(session))),
  );
  sandbox.addCommand(faultCommand(run));
  return sandbox;
}

/** What goes wrong in a sandbox that runs. */
function faultCommand(run: Run): Command {
  const later = () => import('./sandbox-faults.ts');
  const add = (name: string, summary: string) => fault.command(name).summary(summary);
  const fault = new Command('fault').summary('have things go wrong in the sandbox that runs');
  add('list', 'show the faults that there are, and how often each has struck')
    .addOption(outputOption(['table', 'json', 'yaml']))
    .action(run(async (session, { output }: { output: string }) => (await later()).list(session, output)));
  add('kinds', 'show what can go wrong').action(run(async (session) => (await later()).kinds(session)));
  add('add <fault> [parameters...]', 'add a fault; parameters are KEY=VALUE').action(
    run(async (session, kind: string, parameters: string[]) => (await later()).add(session, kind, parameters)),
  );
  add('set <file>', 'put the faults of a YAML file in the place of those that there are; - is stdin').action(
    run(async (session, file: string) => (await later()).set(session, file)),
  );
  add('clear [ids...]', 'end faults, all of them unless told otherwise').action(
    run(async (session, ids: string[]) => (await later()).clear(session, ids)),
  );
  return fault;
}

const beginning = (command: Command): Command =>
  command
    .option('--scenario <name>', 'a scenario of nlbctl’s, or a YAML file', 'eks-workshop')
    .option('--speed <factor>', 'so many times as fast as AWS, the controller and pods are', parseSpeed, 1)
    .option('--seed <number>', 'another one gives other names, addresses and ids', parseSeed, 1);

function parseSpeed(text: string): number {
  const speed = Number(text);
  if (Number.isFinite(speed) && speed > 0 && text.trim() !== '') return speed;
  throw new InvalidArgumentError('it is a number above 0, such as 1 or 20.');
}

function parseSeed(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('it is a whole number.');
}
