import type { ConditionKind, Unmet, WaitGoal } from './goal.ts';
import { neededHealthy } from './goal.ts';
import type { GroupStanding, PortStanding, Standing } from './standing.ts';

/** Everything that a goal still lacks, except for having held long enough. */
export function unmetOf(standing: Standing, goal: WaitGoal): Unmet[] {
  const { loadBalancer } = standing;
  if ('absent' in loadBalancer) return [noLoadBalancer(standing)];
  const provisioning: Unmet[] =
    loadBalancer.state === 'provisioning'
      ? [unmet(null, 'provisioning', 'The NLB is being provisioned; it takes a few minutes before it serves.')]
      : [];
  const old = goal.oldGroupsGone ? oldOnes(standing, goal.targetType ?? standing.targetType) : [];
  return [...provisioning, ...standing.ports.flatMap((port) => ofPort(port, standing, goal)), ...old];
}

function unmet(port: number | null, what: ConditionKind, message: string, targets: readonly string[] = []): Unmet {
  return { port, what, message: port === null ? message : `Port ${port}: ${message}`, targets };
}

function noLoadBalancer({ loadBalancer }: Standing): Unmet {
  const gone = 'absent' in loadBalancer && 'hostname' in loadBalancer.absent ? loadBalancer.absent.hostname : null;
  return unmet(
    null,
    'no-load-balancer',
    gone === null
      ? 'The Service has no NLB yet: its status names no hostname, and no NLB in AWS belongs to it.'
      : `The Service's status names ${gone}, but AWS has no such load balancer.`,
  );
}

function ofPort(standing: PortStanding, whole: Standing, goal: WaitGoal): Unmet[] {
  const { port, hasListener, groups } = standing;
  if (!hasListener) return [unmet(port, 'no-listener', 'the NLB has no listener on this port yet.')];
  if (groups.length === 0)
    return [unmet(port, 'no-group', 'the listener forwards to no target group of this Service.')];
  const wanted = goal.targetType ?? whole.targetType;
  const wrong = groups.filter(({ type }) => wanted !== null && type !== wanted);
  const right = groups.filter(({ type }) => wanted === null || type === wanted);
  return [
    ...wrong.map(({ name, type }) =>
      unmet(
        port,
        'wrong-type',
        `the listener forwards to target group ${name} of type ${type}, not yet to one of type ${wanted}.`,
      ),
    ),
    ...right.flatMap((group) => ofGroup(group, port, whole, goal)),
  ];
}

function ofGroup(group: GroupStanding, port: number, { bindingsListed }: Standing, goal: WaitGoal): Unmet[] {
  const say = (what: ConditionKind, message: string, targets: readonly string[] = []) =>
    unmet(port, what, message, targets);
  return [
    ...ofBinding(group, bindingsListed, say),
    ...group.problems.map((problem) => say('problem', problem)),
    ...ofTargets(group, goal, say),
  ];
}

type Say = (what: ConditionKind, message: string, targets?: readonly string[]) => Unmet;

function ofBinding({ binding, name }: GroupStanding, listed: boolean, say: Say): Unmet[] {
  if (binding === null) {
    const why = listed ? '' : ' (the cluster has no kind TargetGroupBinding: is the controller installed?)';
    return [say('no-binding', `target group ${name} has no TargetGroupBinding, so that nothing fills it${why}.`)];
  }
  if (binding.terminating)
    return [
      say(
        'binding-terminating',
        `TargetGroupBinding ${binding.name} of target group ${name} is being deleted, and its targets go with it.`,
      ),
    ];
  if (binding.observedGeneration !== binding.generation)
    return [
      say('binding-not-observed', `the controller has not finished with TargetGroupBinding ${binding.name} yet.`),
    ];
  return [];
}

function ofTargets(group: GroupStanding, goal: WaitGoal, say: Say): Unmet[] {
  const { expected, required, requiredHealthy, byDesign, missing, unhealthy, problems } = group;
  if (required === 0 && goal.allowEmpty) return lacking(missing, say);
  if (expected === 0) return problems.length > 0 ? [] : [say('empty', nothingExpected(group.type))];
  if (required === 0)
    return [
      say(
        'empty',
        `${count(expected, 'target is', 'targets are')} expected, and ${byDesign === 1 ? 'it gets' : 'all get'} no traffic by design, so that nothing serves.`,
      ),
      ...lacking(missing, say),
    ];
  const needed = neededHealthy(goal, required);
  if (requiredHealthy >= needed) return lacking(missing, say);
  const state = `${requiredHealthy} of ${required} required ${required === 1 ? 'target is' : 'targets are'} healthy${needed === required ? '' : `, ${needed} must be`}`;
  const known = unhealthy.filter(({ verdict }) => verdict !== 'unknown');
  const unknown = unhealthy.filter(({ verdict }) => verdict === 'unknown');
  const details = (rows: typeof unhealthy) => (rows.length === 0 ? '' : `; ${byReason(rows)}`);
  const notHealthy =
    known.length > 0 || (unknown.length === 0 && missing.length === 0)
      ? [
          say(
            'not-healthy',
            `${state}${details(known)}.`,
            known.map(({ name }) => name),
          ),
        ]
      : [];
  const notKnown =
    unknown.length > 0
      ? [
          say(
            'unknown',
            `${count(unknown.length, 'target', 'targets')} of unknown health${details(unknown)}.`,
            unknown.map(({ name }) => name),
          ),
        ]
      : [];
  return [...lacking(missing, say), ...notHealthy, ...notKnown];
}

function lacking(missing: readonly string[], say: Say): Unmet[] {
  if (missing.length === 0) return [];
  const are = missing.length === 1 ? 'target is' : 'targets are';
  return [say('missing', `${missing.length} expected ${are} not registered: ${listed(missing, ', ')}.`, missing)];
}

function nothingExpected(type: string): string {
  return type === 'ip'
    ? 'no pod of the Service is ready, so that no target is expected.'
    : 'no node is eligible, so that no target is expected.';
}

function oldOnes({ oldBindings, oldGroups }: Standing, wanted: string | null): Unmet[] {
  return [
    ...oldBindings.map(({ name, terminating }) =>
      unmet(
        null,
        'old-binding',
        terminating
          ? `TargetGroupBinding ${name} is still being deleted.`
          : `TargetGroupBinding ${name} is still there, for a target group that gets no traffic.`,
      ),
    ),
    ...oldGroups.map(({ name, type, port }) =>
      unmet(
        port,
        'old-group',
        // While the controller works, the group that will serve is there before the listener forwards to it.
        type === wanted
          ? `target group ${name} of type ${type} gets no traffic yet.`
          : `target group ${name} of type ${type} is still there, without traffic.`,
      ),
    ),
  ];
}

/** Each reason once, with those that it is true of. */
function byReason(rows: readonly { readonly name: string; readonly why: string }[]): string {
  const names = new Map<string, string[]>();
  for (const { name, why } of rows) names.set(why, [...(names.get(why) ?? []), name]);
  return listed(
    [...names].map(([why, those]) => `${listed(those, ', ')}: ${why}`),
    '; ',
  );
}

/** The first few, and how many more. */
function listed(names: readonly string[], separator: string): string {
  const shown = names.slice(0, 5).join(separator);
  return names.length > 5 ? `${shown}${separator}and ${names.length - 5} more` : shown;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
