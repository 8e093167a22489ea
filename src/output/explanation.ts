import type { ExplainedCode } from '../judge/explain.ts';
import type { Explanation } from '../judge/explanation.ts';
import { table } from './table.ts';
import type { Surface } from './terminal.ts';

const kindLabel = {
  transient: 'passes by itself: wait',
  action: 'somebody must do something',
  final: 'nothing more will come of it',
  settled: 'as it should be',
} as const satisfies Record<Explanation['kind'], string>;

/** One code, explained at length. */
export function explanationText({ code, explanation, cases }: ExplainedCode, { paint }: Surface): string {
  const part = (title: string, entries: readonly string[]) =>
    entries.length === 0 ? [] : ['', paint.bold(title), ...entries.map((entry) => `  - ${entry}`)];
  return [
    `${paint.bold(code)}: ${explanation.title}`,
    kindLabel[explanation.kind],
    '',
    explanation.meaning,
    ...part('Likely causes with target type instance', explanation.causeInstance),
    ...part('Likely causes with target type ip', explanation.causeIp),
    ...part('What to do', explanation.remedy),
    ...cases.flatMap((each) => [
      '',
      `${paint.bold(each.title)}: ${each.meaning}`,
      ...each.remedy.map((entry) => `  - ${entry}`),
    ]),
    '',
    `Source: ${explanation.source}`,
  ].join('\n');
}

/** Every code in a line. */
export function explanationIndex(all: readonly ExplainedCode[], surface: Surface): string {
  return table(
    ['CODE', 'FAMILY', 'MEANS'],
    all.map(({ code, family, explanation }) => [code, family, explanation.title]),
    surface,
  );
}
