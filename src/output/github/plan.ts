import { duration } from '../words.ts';
import { findingAnnotations, findingBlocks } from './findings.ts';
import { heading } from './inspection.ts';
import { folded, markdownTable, plain } from './markdown.ts';
import type { Report } from './report.ts';
import type { Told } from './told.ts';

/** What a migration would do, what it costs, and what speaks against it. */
export function planReport({ inspection, findings, plan }: Extract<Told, { kind: 'plan' }>): Report {
  const windows = plan.ports.flatMap(({ port, window }) =>
    window === null ? [] : [[`${port}`, `${duration(window.minSeconds)} to ${duration(window.maxSeconds)}`]],
  );
  return {
    annotations: findingAnnotations(inspection.service, findings),
    blocks: [
      heading(`plan to ${plan.to}`, inspection),
      ...(windows.length === 0 ? [] : [markdownTable(['port', 'without a healthy target'], windows)]),
      ...(plan.steps.length === 0
        ? ['There is nothing to do.']
        : [
            folded(
              'What will be done',
              plan.steps
                .map(({ by, what }) => `1. ${by === 'controller' ? 'the controller' : by} ${plain(what)}`)
                .join('\n'),
            ),
          ]),
      ...findingBlocks(findings),
    ],
  };
}
