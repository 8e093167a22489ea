import { clauseOf, isAbout } from '../judge/not-read.ts';
import type { Inspection, JudgedGroup, JudgedPort, JudgedTarget } from '../model/inspection.ts';
import { columns, joined, table } from './table.ts';
import { type Surface, safe } from './terminal.ts';
import { address, countOf, ownerWord, paintVerdict, shortNode, stateOf, targetTypeOf } from './words.ts';

/**
 * What `inspect` shows: the Service and its NLB, a branch for every group of a listener, a leaf for every target. What is
 * amiss, and what could not be read, findings say.
 */
export function inspectionTree(inspection: Inspection, surface: Surface): string {
  const branches = inspection.ports.flatMap((port) =>
    port.targetGroups.length === 0
      ? [{ head: [portHead(port, inspection)], leaves: [] }]
      : port.targetGroups.map((group) => branch(port, group, inspection, surface)),
  );
  const lines = joined(headOf(inspection, surface), '  ', surface);
  branches.forEach(({ head, leaves }, index) => {
    const last = index === branches.length - 1;
    const trunk = last ? '  ' : '│ ';
    const [first, ...more] = joined(head, '  ', { ...surface, width: surface.width - 3 });
    lines.push(`${last ? '└─' : '├─'} ${first}`, ...more.map((line) => `${trunk} ${line}`));
    leaves.forEach((row, at) => {
      lines.push(`${trunk} ${at === leaves.length - 1 ? '└─' : '├─'} ${row}`);
    });
  });
  if (branches.length === 0) lines.push('└─ no listener and no port');
  return lines.join('\n');
}

/** What `inspect -o wide` shows: a row for every target, with all that is known of it. */
export function inspectionTable(inspection: Inspection, surface: Surface): string {
  const rows = inspection.ports.flatMap((port) =>
    port.targetGroups.flatMap((group) =>
      group.targets.map((target) => [
        `${port.port}/${port.protocol}`,
        safe(group.name),
        group.type,
        group.weight === null ? (listenersKnown(inspection) ? 'left over' : 'unknown') : String(group.weight),
        address(target),
        safe(target.zone ?? '-'),
        yesNo(target.expected),
        yesNo(target.registered),
        stateOf(target),
        paintVerdict(target.verdict, target.verdict, surface),
        safe(target.node ?? '-'),
        safe(target.pod ?? '-'),
        safe([target.why, target.health?.description].filter(Boolean).join('; ')),
      ]),
    ),
  );
  const head = 'PORT,TARGET-GROUP,TYPE,WEIGHT,TARGET,ZONE,EXPECTED,REGISTERED,HEALTH,VERDICT,NODE,POD,WHY'.split(',');
  return [
    ...joined(headOf(inspection, surface), '  ', surface),
    '',
    rows.length === 0 ? 'no targets' : table(head, rows, surface),
  ].join('\n');
}

function headOf(inspection: Inspection, { paint }: Surface): string[] {
  const { service, loadBalancer } = inspection;
  const nlb =
    loadBalancer === null
      ? [noLoadBalancer(inspection)]
      : [`NLB ${safe(loadBalancer.name)}`, loadBalancer.state, loadBalancer.scheme];
  return [
    paint.bold(safe(`${service.namespace}/${service.name}`)),
    ...nlb,
    `target type ${targetTypeOf(inspection)}`,
    service.owner.kind === 'controller' && service.controllerVersion !== null
      ? `controller ${safe(service.controllerVersion)}`
      : ownerWord(service.owner),
  ];
}

function noLoadBalancer({ lookup }: Inspection): string {
  if (lookup.by !== 'none') return 'no NLB';
  if (lookup.reason === 'gone') return `NLB ${safe(lookup.hostname)} does not exist (any more)`;
  return lookup.reason === 'not-read' ? 'NLB not known' : 'no NLB yet';
}

/** Whether it was read what listeners there are: where it was not, no group can be called left over. */
function listenersKnown({ notRead }: Inspection): boolean {
  return !notRead.some((entry) => isAbout(entry, 'load balancers') || isAbout(entry, 'listeners'));
}

function portHead({ port, protocol }: JudgedPort, inspection: Inspection): string {
  const known = listenersKnown(inspection) && !inspection.notRead.some((entry) => isAbout(entry, 'target groups'));
  return `:${port} ${protocol} → ${known ? 'no target group' : 'target groups not known'}`;
}

function branch(port: JudgedPort, group: JudgedGroup, inspection: Inspection, surface: Surface) {
  const check = group.healthCheck;
  const weighted = port.targetGroups.filter(({ weight }) => weight !== null).length > 1;
  const path = check.path === null || check.protocol === 'TCP' ? '' : ` ${safe(check.path)}`;
  const head = [
    group.weight === null
      ? `:${port.port} ${listenersKnown(inspection) ? 'left over' : 'listener not known'}: ${safe(group.name)}`
      : `:${port.port} ${port.protocol} → ${safe(group.name)}${weighted ? ` (weight ${group.weight})` : ''}`,
    group.type,
    `health check ${check.protocol} ${check.port}${path}, every ${check.intervalSeconds}s`,
    group.targetsRead ? (group.targets.length === 0 ? 'no targets' : countOf(group)) : 'targets not read',
    ...bindingWords(group, inspection),
  ];
  const rows = group.targets.map((target) => leaf(target, inspection.origin.region, surface));
  return { head, leaves: rows.length === 0 ? [] : columns(rows, { ...surface, width: surface.width - 6 }) };
}

/** Nothing where all is well: every group that serves has a binding. */
function bindingWords({ binding }: JudgedGroup, { service, notRead }: Inspection): string[] {
  if (binding !== null) return binding.terminating ? ['binding terminating'] : [];
  const group = service.owner.kind === 'auto-mode' ? 'eks.amazonaws.com' : 'elbv2.k8s.aws';
  return [notRead.some(({ what }) => what === `targetgroupbindings.${group}`) ? 'binding not read' : 'no binding'];
}

function leaf(target: JudgedTarget, region: string | null, surface: Surface): string[] {
  const { health, node, pod, verdict, zone } = target;
  const host = node === null ? null : shortNode(node, region);
  return [
    address(target),
    safe(zone ?? ''),
    safe(health?.state ?? stateOf(target)),
    paintVerdict(verdict, verdict, surface),
    safe(pod ?? host ?? ''),
    // A pod that is as it should be is told by its node; why it is so is said already.
    safe(verdict === 'ok' && pod !== null && host !== null ? `on ${host}` : target.why),
  ];
}

const yesNo = (value: boolean | null) => (value === null ? 'unknown' : value ? 'yes' : 'no');

/** What could not be read, a line each, with the permission that is missing, where no finding says so. */
export function notReadLines({ notRead }: Pick<Inspection, 'notRead'>, { paint }: Surface): string[] {
  return notRead.map((entry) => `${paint.magenta('not read')}  ${safe(clauseOf(entry))}`);
}
