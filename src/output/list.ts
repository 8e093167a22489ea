import type { Listed } from '../judge/listed.ts';
import { table } from './table.ts';
import { type Surface, safe } from './terminal.ts';
import { ownerWord } from './words.ts';

/** What `list` shows: a line for every Service, the worst first. */
export function listTable(
  items: readonly Listed[],
  surface: Surface,
  options: { readonly namespaces: boolean; readonly wide: boolean },
): string {
  const head = [
    ...(options.namespaces ? ['NAMESPACE'] : []),
    'NAME',
    'OWNER',
    'TARGET-TYPE',
    'HEALTHY',
    'STATUS',
    ...(options.wide ? ['LOAD-BALANCER', 'DNS-NAME'] : []),
  ];
  const rows = items.map((item) => [
    ...(options.namespaces ? [safe(item.namespace)] : []),
    safe(item.name),
    ownerWord(item.owner),
    item.targetType ?? '-',
    item.required === null ? '-' : `${item.requiredHealthy ?? '?'}/${item.required}`,
    paintStatus(item, surface),
    ...(options.wide ? [safe(item.loadBalancer?.name ?? '-'), safe(item.loadBalancer?.dnsName ?? '-')] : []),
  ]);
  return table(head, rows, surface);
}

function paintStatus({ status, severity }: Listed, { paint }: Surface): string {
  return [paint.green, paint.yellow, paint.yellow, paint.red][severity]?.(safe(status)) ?? safe(status);
}
