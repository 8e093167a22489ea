import { findingAnnotations } from './findings.ts';
import { markdownTable } from './markdown.ts';
import type { Report } from './report.ts';
import type { Told } from './told.ts';

/** A row for each Service, and an annotation for each of its warnings. */
export function listReport({ items }: Extract<Told, { kind: 'list' }>): Report {
  const healthy = (count: number | null, of: number | null) => (of === null ? '' : `${count ?? '?'}/${of}`);
  return {
    annotations: items.flatMap((item) => findingAnnotations(item, item.findings)),
    blocks: [
      '### nlbctl list',
      items.length === 0
        ? 'No Service with a load balancer.'
        : markdownTable(
            ['namespace', 'name', 'target type', 'healthy', 'status'],
            items.map(({ namespace, name, targetType, requiredHealthy, required, status }) => [
              namespace,
              name,
              targetType ?? '',
              healthy(requiredHealthy, required),
              status,
            ]),
          ),
    ],
  };
}
