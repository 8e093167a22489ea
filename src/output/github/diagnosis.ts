import type { CheckStatus } from '../../model/doctor.ts';
import type { Annotation } from './annotation.ts';
import { markdownTable } from './markdown.ts';
import type { Report } from './report.ts';
import type { Told } from './told.ts';

const levels = {
  failed: 'error',
  warning: 'warning',
  ok: null,
  'not-checked': null,
} as const satisfies Record<CheckStatus, Annotation['level'] | null>;

/** An annotation for each part that does not work, and a row for each part. */
export function diagnosisReport({ diagnosis: { checks } }: Extract<Told, { kind: 'diagnosis' }>): Report {
  return {
    annotations: checks.flatMap(({ status, name, detail, remedy }) => {
      const level = levels[status];
      const message = [detail, ...(remedy === null ? [] : [remedy])].join('\n');
      return level === null ? [] : [{ level, title: `nlbctl doctor: ${name}`, message }];
    }),
    blocks: [
      '### nlbctl doctor',
      markdownTable(
        ['part', 'what', 'status', 'detail'],
        checks.map(({ group, name, status, detail }) => [group, name, status, detail]),
      ),
    ],
  };
}
