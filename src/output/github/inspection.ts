import type { Inspection } from '../../model/inspection.ts';
import { differenceRows } from '../diff.ts';
import { findingAnnotations, findingBlocks } from './findings.ts';
import { markdownTable, plain } from './markdown.ts';
import type { Report } from './report.ts';
import type { Told } from './told.ts';

/** A row for each target group, and what was found. */
export function inspectionReport({ inspection, findings }: Extract<Told, { kind: 'inspection' }>): Report {
  return {
    annotations: findingAnnotations(inspection.service, findings),
    blocks: [heading('inspect', inspection), ...groupBlocks(inspection), ...findingBlocks(findings)],
  };
}

/** A row for each target that is not as it should be. */
export function differencesReport({ differing }: Extract<Told, { kind: 'differences' }>): Report {
  const rows = differenceRows(differing).map(({ port, group, target, health, verdict, why }) => [
    `${port}`,
    group,
    target,
    health,
    verdict,
    why,
  ]);
  const { namespace, name } = differing.service;
  const message = `${rows.length} ${rows.length === 1 ? 'thing is' : 'things are'} not as it should be: nlbctl diff ${name} -n ${namespace} shows ${rows.length === 1 ? 'it' : 'them'}`;
  return {
    annotations: rows.length === 0 ? [] : [{ level: 'warning', title: `nlbctl diff ${namespace}/${name}`, message }],
    blocks: [
      heading('diff', differing),
      rows.length === 0
        ? 'Nothing is known to differ.'
        : markdownTable(['port', 'target group', 'target', 'health', 'verdict', 'why'], rows),
    ],
  };
}

/** The heading of a page about a Service, with its NLB. */
export function heading(command: string, { service, loadBalancer }: Inspection): string {
  const nlb = loadBalancer === null ? 'no NLB' : `NLB ${loadBalancer.name}`;
  const type = service.targetType.effective ?? 'unknown';
  return `### nlbctl ${command}: ${plain(`${service.namespace}/${service.name}`)}\n\n${plain(`${nlb}, target type ${type}`)}`;
}

function groupBlocks({ ports }: Inspection): string[] {
  const rows = ports.flatMap(({ port, protocol, targetGroups }) =>
    targetGroups.map(({ name, type, weight, summary, targetsRead }) => [
      `${port} ${protocol}`,
      weight === null ? `${name}, left over` : name,
      type,
      targetsRead ? `${summary.requiredHealthy}/${summary.required}` : 'unknown',
    ]),
  );
  return rows.length === 0 ? [] : [markdownTable(['port', 'target group', 'type', 'healthy'], rows)];
}
