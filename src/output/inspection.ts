import { clauseOf } from '../judge/not-read.ts';
import type { Inspection, JudgedGroup, JudgedPort, JudgedTarget } from '../model/inspection.ts';
import { table } from './table.ts';
import { type Surface, safe } from './terminal.ts';
import { address, countOf, ownerWord, paintVerdict, stateOf, targetTypeOf } from './words.ts';

/** What `inspect` shows: the Service and its NLB, a branch for every group of a listener, a leaf for every target. */
export function inspectionTree(inspection: Inspection, surface: Surface, wide: boolean): string {
  const branches = inspection.ports.flatMap((port) =>
    port.targetGroups.length === 0
      ? [{ head: portHead(port), leaves: '' }]
      : port.targetGroups.map((group) => branch(port, group, surface, wide)),
  );
  const lines = [headOf(inspection, surface)];
  branches.forEach(({ head, leaves }, index) => {
    const last = index === branches.length - 1;
    lines.push(`${last ? '└─' : '├─'} ${head}`);
    const rows = leaves === '' ? [] : leaves.split('\n');
    rows.forEach((row, at) => {
      lines.push(`${last ? '  ' : '│ '} ${at === rows.length - 1 ? '└─' : '├─'} ${row}`);
    });
  });
  if (branches.length === 0) lines.push('└─ no listener and no port');
  return [...lines, ...problemLines(inspection, surface), ...notReadLines(inspection, surface)].join('\n');
}

function headOf(inspection: Inspection, { paint }: Surface): string {
  const { service, loadBalancer } = inspection;
  const nlb =
    loadBalancer === null
      ? [noLoadBalancer(inspection)]
      : [`NLB ${safe(loadBalancer.name)}`, loadBalancer.state, loadBalancer.scheme];
  return [
    paint.bold(safe(`${service.namespace}/${service.name}`)),
    ...nlb,
    `target type ${targetTypeOf(inspection)}`,
    ownerWord(service.owner),
  ].join('   ');
}

function noLoadBalancer({ lookup }: Inspection): string {
  if (lookup.by !== 'none') return 'no NLB';
  if (lookup.reason === 'gone') return `NLB ${safe(lookup.hostname)} does not exist (any more)`;
  return lookup.reason === 'not-read' ? 'NLB not known' : 'no NLB yet';
}

const portHead = ({ port, protocol }: JudgedPort) => `:${port} ${protocol} → no target group`;

function branch(port: JudgedPort, group: JudgedGroup, surface: Surface, wide: boolean) {
  const check = group.healthCheck;
  const weighted = port.targetGroups.filter(({ weight }) => weight !== null).length > 1;
  const path = check.path === null || check.protocol === 'TCP' ? '' : ` ${safe(check.path)}`;
  const head = [
    group.weight === null
      ? `:${port.port} left over: ${safe(group.name)}`
      : `:${port.port} ${port.protocol} → ${safe(group.name)}${weighted ? ` (weight ${group.weight})` : ''}`,
    group.type,
    `health check ${check.protocol} ${check.port}${path}, every ${check.intervalSeconds}s`,
    group.targetsRead ? (group.targets.length === 0 ? 'no targets' : countOf(group)) : 'targets not read',
    ...(group.binding === null ? ['no binding'] : group.binding.terminating ? ['binding terminating'] : []),
  ].join('   ');
  const rows = group.targets.map((target) => leaf(target, surface, wide));
  const width = { ...surface, width: surface.width - 6 };
  return {
    head,
    leaves:
      rows.length === 0
        ? ''
        : table(rows[0]?.map(() => '') ?? [], rows, width)
            .split('\n')
            .slice(1)
            .join('\n'),
  };
}

function leaf(target: JudgedTarget, surface: Surface, wide: boolean): string[] {
  const { health, node, pod, verdict, zone } = target;
  const painted = paintVerdict(verdict, verdict, surface);
  const front = [address(target), safe(zone ?? '')];
  if (!wide)
    return [...front, safe(health?.state ?? stateOf(target)), painted, safe(pod ?? node ?? ''), safe(noteOf(target))];
  const columns = [stateOf(target), painted, node ?? '', pod ?? '', yesNo(target.expected), yesNo(target.registered)];
  return [
    ...front,
    ...columns.map((text) => (text === painted ? text : safe(text))),
    safe(noteOf(target)),
    safe(health?.description ?? ''),
  ];
}

/** Why, unless that is said already: a pod that is as it should be is told by its node. */
function noteOf({ verdict, pod, node, why }: JudgedTarget): string {
  return verdict === 'ok' && pod !== null && node !== null ? `on ${node}` : why;
}

const yesNo = (value: boolean | null) => (value === null ? 'unknown' : value ? 'yes' : 'no');

function problemLines({ ports }: Inspection, { paint }: Surface): string[] {
  const problems = new Set(
    ports.flatMap(({ targetGroups }) => targetGroups).flatMap(({ expectation }) => expectation.problems),
  );
  return [...problems].map((problem) => `${paint.yellow('warning')}  ${safe(problem)}`);
}

/** What could not be read, a line each, with the permission that is missing. */
export function notReadLines({ notRead }: Pick<Inspection, 'notRead'>, { paint }: Surface): string[] {
  return notRead.map((entry) => `${paint.magenta('not read')}  ${safe(clauseOf(entry))}`);
}
