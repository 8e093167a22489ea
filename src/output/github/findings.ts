import type { Finding } from '../../model/finding.ts';
import type { ServiceRef } from '../../model/service.ts';
import type { Annotation } from './annotation.ts';
import { fenced, folded, markdownTable, plain } from './markdown.ts';

const levels = { block: 'error', warning: 'warning', info: null } as const satisfies Record<
  Finding['severity'],
  Annotation['level'] | null
>;

const isOpen = ({ suppressedBy }: Finding): boolean => suppressedBy === null;

/** What is good to know needs no annotation: it stands in the summary. */
export function findingAnnotations({ namespace, name }: ServiceRef, findings: readonly Finding[]): Annotation[] {
  return findings.filter(isOpen).flatMap(({ severity, code, message }) => {
    const level = levels[severity];
    return level === null ? [] : [{ level, title: `${code} ${namespace}/${name}`, message }];
  });
}

/** A table of the findings, and below it, folded, what mends them. */
export function findingBlocks(findings: readonly Finding[]): string[] {
  const open = findings.filter(isOpen);
  const hidden = findings.length - open.length;
  const remedies = open.flatMap(({ code, remedy }) => (remedy === null ? [] : [`${plain(code)}\n\n${fenced(remedy)}`]));
  return [
    ...(open.length === 0
      ? []
      : [
          markdownTable(
            ['severity', 'code', 'what was found'],
            open.map(({ severity, code, message }) => [severity, code, message]),
          ),
        ]),
    ...(remedies.length === 0 ? [] : [folded('What mends them', remedies.join('\n\n'))]),
    ...(hidden === 0 ? [] : [`${hidden} ${hidden === 1 ? 'finding is' : 'findings are'} suppressed.`]),
  ];
}
