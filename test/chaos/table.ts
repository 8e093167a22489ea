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
    const rows = perKind(
      readFileSync(kindsFile, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Line),
    );
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

/** The parts of a kind, which were tried side by side, as one line. */
function perKind(lines: readonly Line[]): Line[] {
  const kinds = [...new Set(lines.map(({ kind }) => kind))].sort();
  return kinds.map((kind) => {
    const parts = lines.filter((line) => line.kind === kind);
    const sum = (of: (line: Line) => number) => parts.reduce((total, line) => total + of(line), 0);
    return {
      kind,
      cases: sum(({ cases }) => cases),
      survived: sum(({ survived }) => survived),
      made: sum(({ made }) => made),
      lost: sum(({ lost }) => lost),
      seconds: Math.max(...parts.map(({ seconds }) => seconds)),
    };
  });
}
