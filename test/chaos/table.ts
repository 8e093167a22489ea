import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { casesFile, kindsFile } from './board.ts';

interface Line {
  readonly kind: string;
  readonly cases: number;
  readonly survived: number;
  readonly made: number;
  readonly lost: number;
  readonly seconds: number;
}

/** Begins with an empty board, and prints what came of all cases at the end, as docs/reliability.md has it. */
export function setup(): () => void {
  for (const file of [casesFile, kindsFile]) rmSync(file, { force: true });
  return () => {
    if (!existsSync(kindsFile)) return;
    const rows = readFileSync(kindsFile, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line)
      .sort((a, b) => (a.kind < b.kind ? -1 : 1));
    const text = [
      '| what | cases tried | survived | connections made | lost | seconds |',
      '|---|---|---|---|---|---|',
      ...rows.map(({ kind, cases, survived, made, lost, seconds }) => {
        const carried = made === 0 ? ['–', '–'] : [made, lost];
        return `| ${[kind, cases, survived, ...carried, seconds].join(' | ')} |`;
      }),
    ].join('\n');
    mkdirSync('reports', { recursive: true });
    writeFileSync('reports/chaos.md', `${text}\n`);
    process.stdout.write(`\n${text}\n\n`);
  };
}
