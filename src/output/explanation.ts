import type { ExplainedCode } from '../judge/explain.ts';
import type { Explanation } from '../judge/explanation.ts';
import type { ExplainedFinding } from '../judge/findings/explained.ts';
import type { Severity } from '../model/finding.ts';
import { table, wrapped } from './table.ts';
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

/** A finding's code, explained at length. */
export function findingText({ code, finding }: ExplainedFinding, surface: Surface): string {
  const { paint } = surface;
  const part = (title: string, text: string) => ['', paint.bold(title), wrapped(`  ${text}`, '  ', surface)];
  return [
    wrapped(`${paint.bold(code)}: ${finding.title}`, '  ', surface),
    weightOf(finding.today, finding.migrating),
    ...part('Why it comes about', finding.cause),
    ...part('What follows', finding.consequence),
    ...part('What to do', finding.remedy),
  ].join('\n');
}

/** How much a finding weighs, where a Service is looked at and where a migration is planned. */
function weightOf(today: Severity | null, migrating: Severity | null): string {
  if (today === null) return `${migrating} in plan and migrate`;
  if (migrating === null) return `${today} in inspect`;
  return today === migrating
    ? `${today} in inspect, plan and migrate`
    : `${today} in inspect, ${migrating} in plan and migrate`;
}

/** Every code in a line: those of ELBv2 and of verdicts, then findings. */
export function explanationIndex(
  all: readonly ExplainedCode[],
  findings: readonly ExplainedFinding[],
  surface: Surface,
): string {
  return [
    table(
      ['CODE', 'FAMILY', 'MEANS'],
      all.map(({ code, family, explanation }) => [code, family, explanation.title]),
      surface,
    ),
    '',
    table(
      ['FINDING', 'TODAY', 'MIGRATING', 'MEANS'],
      findings.map(({ code, finding }) => [code, finding.today ?? '-', finding.migrating ?? '-', finding.title]),
      surface,
    ),
  ].join('\n');
}
