import type { FindingInfo } from '../../src/judge/findings/finding.ts';
import { rangeOf, ranges } from '../../src/judge/findings/ranges.ts';
import { type FindingCode, findingCodes, findingInfo } from '../../src/judge/findings/registry.ts';

/** docs/findings.md, as the registry of findings says it. */
export function findingsPage(): string {
  return [
    '# Findings',
    '',
    'What `nlbctl inspect`, `plan` and `migrate` may find on a Service, by code. `nlbctl explain CODE` prints the same. The [guide](guide.md#findings) says how findings are counted, accepted and suppressed.',
    '',
    '*This page is written from the registry of findings: `npm run docs:findings`.*',
    '',
    '| code | in inspect | in plan and migrate | what is found |',
    '|---|---|---|---|',
    ...findingCodes.map(row),
    ...Object.entries(ranges).flatMap(([digits, title]) => [
      '',
      `## NLB${digits}xx: ${title}`,
      ...findingCodes.filter((code) => rangeOf(code) === digits).flatMap(section),
    ]),
    '',
  ].join('\n');
}

function row(code: FindingCode): string {
  const { title, today, migrating }: FindingInfo = findingInfo[code];
  return `| [${code}](#${code.toLowerCase()}) | ${today ?? ''} | ${migrating ?? ''} | ${title} |`;
}

function section(code: FindingCode): string[] {
  const { title, today, migrating, cause, consequence, remedy }: FindingInfo = findingInfo[code];
  const weights = [
    ...(today === null ? [] : [`${today} in inspect`]),
    ...(migrating === null ? [] : [`${migrating} in plan and migrate`]),
  ];
  return [
    '',
    `### ${code}`,
    '',
    `**${title}** (${weights.join(', ')})`,
    '',
    `*Cause:* ${prose(cause)}`,
    '',
    `*Consequence:* ${prose(consequence)}`,
    '',
    `*What to do:* ${prose(remedy)}`,
  ];
}

/** Placeholders would pass for HTML outside of code. */
const prose = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll('<', '&lt;').replaceAll('>', '&gt;')))
    .join('');

/** A schema's text with the codes of the registry as the values of `findingCode`. */
export function withFindingCodes(schema: string): string {
  const values = findingCodes.map((code) => `        "${code}"`).join(',\n');
  return schema.replace(
    /("findingCode": \{\n(?: {6}"description": .*\n)? {6}"enum": \[)[^\]]*\]/,
    (_, before) => `${before}\n${values}\n      ]`,
  );
}
