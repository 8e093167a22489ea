import { annotation } from '../model/annotations.ts';
import type { Finding } from '../model/finding.ts';
import type { Inspection } from '../model/inspection.ts';
import type { Strategy } from '../model/migration.ts';
import type { Plan, PlannedPort, PlannedStep, SecondsRange, StrategyOption } from '../model/plan.ts';
import { findingLines } from './findings.ts';
import { wrapped } from './table.ts';
import { type Surface, safe } from './terminal.ts';
import { duration } from './words.ts';

/**
 * What a migration will do, where, what that costs, and what speaks against it.
 *
 * @param ways whether the steps of the way that is not chosen are shown too.
 */
export function planText(
  inspection: Inspection,
  findings: readonly Finding[],
  plan: Plan,
  surface: Surface,
  ways: 'in-full' | 'in-short' = 'in-short',
): string {
  const { paint } = surface;
  const title = (text: string) => ['', paint.bold(text)];
  const item = (text: string, mark = '-') => wrapped(`  ${mark} ${safe(text)}`, '    ', surface);
  if (plan.steps.length === 0 && plan.change.isNeeded)
    return [
      ...whereabouts(inspection),
      '',
      ...changeLines(plan, surface),
      '',
      'No controller would act on this change.',
      ...findingLines(findings, surface),
    ].join('\n');
  if (plan.steps.length === 0)
    return [
      ...whereabouts(inspection),
      '',
      `The Service has target type ${plan.to}, and every listener forwards to it: there is nothing to do.`,
      ...findingLines(findings, surface),
    ].join('\n');
  return [
    ...whereabouts(inspection),
    '',
    ...changeLines(plan, surface),
    ...title('What will be done'),
    ...plan.steps.map((step, index) => item(`${actor[step.by]} ${step.what}`, `${index + 1}.`)),
    ...title('What it costs'),
    ...plan.ports.flatMap((port) => costLines(port, plan.strategy, surface)),
    ...(plan.stays.length === 0 ? [] : [...title('What stays'), ...plan.stays.map((what) => item(what))]),
    ...(plan.goes.length === 0 ? [] : [...title('What goes'), ...plan.goes.map((what) => item(what))]),
    ...title('Ways to do it'),
    ...plan.strategies.flatMap((option) => optionLines(option, plan, ways, surface)),
    ...(findings.length === 0 ? [] : [...title('What to know'), ...findingLines(findings, surface)]),
  ].join('\n');
}

const actor = {
  nlbctl: 'nlbctl',
  controller: 'the controller',
  elbv2: 'ELBv2',
} as const satisfies Record<PlannedStep['by'], string>;

function whereabouts({ origin, service, loadBalancer, ports }: Inspection): string[] {
  const named = (what: string, value: string | null) => (value === null ? [] : [`${what} ${safe(value)}`]);
  const numbers = ports.map(({ port, protocol }) => `${port}/${protocol}`).join(', ');
  return [
    [
      ...named('context', origin.context),
      ...named('cluster', origin.cluster),
      ...named('account', origin.account),
      ...named('region', origin.region),
    ].join(', '),
    `Service ${service.namespace}/${service.name}, NLB ${safe(loadBalancer?.name ?? 'none yet')}, ports ${numbers}`,
  ];
}

function changeLines({ change, to }: Plan, { paint }: Surface): string[] {
  if (!change.isNeeded)
    return [`The Service asks for target type ${to} already; the change is continued from where it stands.`];
  return [
    `  ${annotation.targetType}`,
    paint.red(`  - ${change.before === null ? '(absent)' : safe(JSON.stringify(change.before))}`),
    paint.green(`  + "${change.after}"`),
  ];
}

function costLines(
  { port, targets, window, sourceAddress }: PlannedPort,
  strategy: Strategy,
  surface: Surface,
): string[] {
  const line = (text: string, indent = '  ') => wrapped(`${indent}${safe(text)}`, `${indent}  `, surface);
  return [
    ...(window === null
      ? [line(`port ${port}: ${noWindow[strategy]}`)]
      : [
          surface.paint.yellow(line(`port ${port}: ${range(window)} without a healthy target`)),
          ...window.parts.map((part) => line(`${range(part)}: ${part.what}`, '      ')),
        ]),
    ...(targets === null ? [line('which targets it will have could not be known', '      ')] : []),
    ...(sourceAddress === null ? [] : [line(addressWords(sourceAddress), '      ')]),
  ];
}

function optionLines(
  { strategy, refusals, cautions, window, takes, steps }: StrategyOption,
  { recommended, strategy: chosen }: Plan,
  ways: 'in-full' | 'in-short',
  surface: Surface,
): string[] {
  const marks = [...(strategy === chosen ? ['this plan'] : []), ...(strategy === recommended ? ['recommended'] : [])];
  const mark = marks.length === 0 ? '' : ` (${marks.join(', ')})`;
  const lost = window === null ? 'no time without a healthy target' : `${range(window)} without a healthy target`;
  const writes = steps.filter(({ by }) => by === 'nlbctl');
  const head =
    refusals.length > 0
      ? 'cannot be used'
      : `${lost}, takes ${range(takes)}, ${writes.length === 1 ? '1 step' : `${writes.length} steps`} of nlbctl’s`;
  const isOther = strategy !== chosen;
  return [
    wrapped(`  ${strategy}${mark}: ${head}`, '    ', surface),
    ...refusals.map((why) => wrapped(`      - ${safe(why)}`, '        ', surface)),
    ...(refusals.length > 0 || (isOther && ways === 'in-short')
      ? []
      : [
          ...(isOther
            ? steps.map(({ by, what }, index) =>
                wrapped(`      ${index + 1}. ${actor[by]} ${safe(what)}`, '         ', surface),
              )
            : []),
          ...cautions.map((what) => wrapped(`      - ${safe(what)}`, '        ', surface)),
        ]),
  ];
}

const noWindow = {
  'in-place': 'no window, since no healthy target serves it now, or nothing changes for it',
  weighted: 'no time without a healthy target',
} as const satisfies Record<Strategy, string>;

const range = ({ minSeconds, maxSeconds }: SecondsRange): string =>
  `${duration(minSeconds)} to ${duration(maxSeconds)}`;

function addressWords({ before, after }: { readonly before: string; readonly after: string }): string {
  return before === after
    ? `pods go on seeing ${before} as the source of a connection`
    : `pods will see ${after} as the source of a connection, and not ${before} any more`;
}
