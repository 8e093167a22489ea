import { Command } from 'commander';
import { NlbctlError } from '../model/errors.ts';

interface Printing {
  readonly stdout: { write(text: string): unknown };
}

/** `nlbctl help TOPIC`: a command's help, or a page that belongs to none. */
export function helpTopics(program: Command, world: Printing): void {
  program.helpCommand(false);
  program.addCommand(
    new Command('help')
      .summary('help on a command or a topic: exit-codes, environment, findings, permissions, verdicts')
      .argument('[topic]')
      .action(async (topic: string | undefined) => {
        const { topics } = await import('./help-topics.ts');
        if (topic === undefined) {
          world.stdout.write(program.helpInformation());
          return;
        }
        const command = program.commands.find((each) => each.name() === topic || each.aliases().includes(topic));
        const page = command?.helpInformation() ?? topics()[topic];
        if (page === undefined)
          throw new NlbctlError('Usage', `there is no help on "${topic}"`, {
            hint: `topics are ${Object.keys(topics()).join(', ')}; nlbctl --help lists the commands`,
          });
        world.stdout.write(page.endsWith('\n') ? page : `${page}\n`);
      }),
  );
}
