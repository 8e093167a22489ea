import { duration } from '../words.ts';
import { fenced, markdownTable, plain } from './markdown.ts';
import type { Report } from './report.ts';
import type { Told } from './told.ts';

/** How a wait or a migration came out, and the phases that it went through. */
export function outcomeReport({ command, service, outcome, phases }: Extract<Told, { kind: 'outcome' }>): Report {
  const where = `${service.namespace}/${service.name}`;
  const words = `${outcome.outcome} after ${duration(outcome.elapsedSeconds)}`;
  return {
    annotations:
      outcome.exitCode === 0
        ? []
        : [{ level: 'error', title: `nlbctl ${command} ${where}`, message: `${words}. ${outcome.reason}` }],
    blocks: [
      `### nlbctl ${command}: ${plain(where)}\n\n**${plain(words)}.** ${plain(outcome.reason)}`,
      ...(phases.length === 0
        ? []
        : [
            markdownTable(
              ['phase', 'at', 'after'],
              phases.map(({ name, at, elapsedSeconds }) => [name, at, duration(elapsedSeconds)]),
            ),
          ]),
      ...(outcome.next.length === 0 ? [] : [`To go on:\n\n${fenced(outcome.next.join('\n'))}`]),
    ],
    outputs: { outcome: outcome.outcome, phase: outcome.phase },
  };
}
