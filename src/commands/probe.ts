import { Command, Option } from 'commander';
import { parseDuration } from '../cli/duration.ts';
import { requireNoFile } from '../cli/offline.ts';
import type { Run } from '../cli/program.ts';
import { outputOption } from './output-option.ts';
import type { Probing } from './probing.ts';

/** `nlbctl probe`: connects through the NLB again and again, and counts what comes of it. */
export function probeCommand(run: Run): Command {
  return new Command('probe')
    .summary('connect through the NLB again and again: success rate, longest gap')
    .argument('[service]', 'NAME, svc/NAME or NAMESPACE/NAME')
    .option('--as <way>', 'what is asked: tcp, tls, http:/path or https:/path', 'tcp')
    .option('--port <ports>', 'only these ports of the Service, by commas')
    .option('--rate <number>', 'a second, at each address and port', '5')
    .addOption(
      new Option('--duration <duration>', 'for how long; 0 tries each address once')
        .argParser(parseDuration)
        .default(30_000, '30s'),
    )
    .addOption(new Option('--count <number>', 'so often at each address and port').conflicts('duration'))
    .addOption(new Option('--timeout <duration>', 'for one connection').argParser(parseDuration).default(2_000, '2s'))
    .option(
      '--connect-to <entries>',
      'HOST1:PORT1:HOST2:PORT2, as curl has it',
      (text: string, before: string[] = []) => [...before, text],
    )
    .option('--max-failures <limit>', 'exit 0 all the same: up to so many, or 1%')
    .addOption(
      new Option('--max-gap <duration>', 'exit 0 all the same: with gaps up to this long').argParser(parseDuration),
    )
    .option('--report <file>', 'write a page for the browser, all in one file')
    .addOption(outputOption(['table', 'json', 'yaml', 'ndjson']))
    .action(
      run(async (session, service: string | undefined, flags: Probing) => {
        requireNoFile(session, 'a probe makes connections');
        const { probe } = await import('./probing.ts');
        return probe(session, service, flags);
      }),
    );
}
