import { appendFile, stat } from 'node:fs/promises';
import { annotationCommands } from '../output/github/annotation.ts';
import { reportOf } from '../output/github/report.ts';
import type { Told } from '../output/github/told.ts';
import { safe } from '../output/terminal.ts';
import type { World } from './world.ts';

/** Whether GitHub Actions runs this, and nobody has said `--ci none`. */
export function isInGithubActions({ env, argv }: Pick<World, 'env' | 'argv'>): boolean {
  const mine = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : undefined);
  const at = mine.indexOf('--ci');
  const isOff = mine.includes('--ci=none') || (at >= 0 && mine[at + 1] === 'none');
  return env['GITHUB_ACTIONS'] === 'true' && !isOff;
}

/** GitHub throws a step's whole summary away when it is larger. */
const mostBytes = 1024 * 1024;

/**
 * Gives GitHub Actions what a run came to: annotations on stderr, so that stdout stays data, a page for the step's summary, and
 * outputs. A page that cannot be written is said, and is no failure of the command.
 */
export async function reportToGithub(world: World, told: readonly Told[], exitCode: number): Promise<void> {
  if (told.length === 0) return;
  const reports = told.map(reportOf);
  for (const line of annotationCommands(reports.flatMap(({ annotations }) => annotations)))
    world.stderr.write(`${line}\n`);
  const outputs = Object.assign({}, ...reports.map((report) => report.outputs ?? {}), { exit_code: String(exitCode) });
  const lines = Object.entries(outputs).map(([name, value]) => `${name}=${safe(String(value))}\n`);
  await append(world, 'GITHUB_STEP_SUMMARY', (room) =>
    fitting(
      reports.flatMap(({ blocks }) => blocks),
      room,
    ),
  );
  await append(world, 'GITHUB_OUTPUT', () => lines.join(''));
}

async function append(world: World, variable: string, text: (room: number) => string): Promise<void> {
  const path = world.env[variable];
  if (path === undefined || path === '') return;
  try {
    const before = await stat(path).then(
      ({ size }) => size,
      () => 0,
    );
    await appendFile(path, text(mostBytes - before));
  } catch (error) {
    world.stderr.write(`${variable} cannot be written to: ${safe((error as Error).message)}\n`);
  }
}

const cut = 'The rest was left out: a summary may be no larger than 1 MiB.\n';

/** As many whole blocks as there is room for, in bytes. */
function fitting(blocks: readonly string[], room: number): string {
  let text = '';
  for (const block of blocks) {
    const next = `${text}${block}\n\n`;
    if (Buffer.byteLength(next) + cut.length > room)
      return Buffer.byteLength(text) + cut.length > room ? '' : text + cut;
    text = next;
  }
  return text;
}
