import { type Range, rangeOf, ranges } from '../judge/findings/ranges.ts';
import { findingCodes } from '../judge/findings/registry.ts';
import type { Severity } from '../model/finding.ts';
import { terms } from './terms.ts';

const severityMeaning = {
  block: 'keeps a migration from being made; it can be neither accepted nor suppressed',
  warning: 'a person should know it before a migration: its confirmation asks for the Service’s name',
  info: 'good to know',
} as const satisfies Record<Severity, string>;

/** `nlbctl help findings`: ranges and severities from the registry, where findings count, and how they are suppressed. */
export function findingsTopic(): string {
  const countOf = (range: Range) => findingCodes.filter((code) => rangeOf(code) === range).length;
  return [
    'Findings are what a person should know of a Service. Each has a code, which nlbctl explain CODE explains:',
    '',
    ...terms(
      Object.entries(ranges).map(([digits, title]) => [
        `NLB${digits}xx`,
        `${title} (${countOf(digits as Range)} codes)`,
      ]),
    ),
    '',
    'and a severity, which may be another where a Service is looked at than where a migration is planned:',
    '',
    ...terms(Object.entries(severityMeaning)),
    '',
    'Where they count:',
    '',
    ...terms([
      ['inspect, list, diff', 'exit 3 with --fail-on warning or --fail-on block, where one is so grave or graver'],
      ['plan', 'exit 7 with a block; with --fail-on warning, with a warning too'],
      [
        'migrate',
        'exit 7 in the same cases; --accept CODE,CODE lets warnings pass that --fail-on warning would refuse',
      ],
    ]),
    '',
    'A finding that is known and borne is suppressed: it is counted, and neither shown nor weighed.',
    '',
    ...terms([
      ['--suppress CODE', 'of every Service; can be repeated'],
      ['--suppress CODE=NAMESPACE/NAME', 'of one; NAMESPACE/* is every Service of the namespace'],
      ['.nlbctl.yaml', 'in the working directory or the nearest one above it, with a reason and a last day:'],
    ]),
    '',
    '  suppress:',
    '    - code: NLB0702',
    '      service: ui/ui-nlb      # or ui/*; every Service if left out',
    '      reason: one pod is enough for the staging cluster',
    '      until: 2027-03-31',
    '',
    'After its last day a suppression is an error, until it is renewed or taken away.',
  ].join('\n');
}
