import type { Verdict } from '../model/inspection.ts';
import type { NotRead } from '../model/snapshot.ts';
import type { RegisteredTarget } from '../model/target-group.ts';
import type { Backing } from './backing.ts';
import type { Role } from './expected-of-group.ts';
import type { ExpectedTarget } from './expected-set.ts';
import { clauseOf } from './not-read.ts';
import { isOutside } from './zones.ts';

/** What a verdict needs to know of the target's group. */
export interface GroupSide {
  readonly role: Role;
  /** null: no load balancer, or it names no zones. */
  readonly zones: readonly string[];
  /** Why the expected set is not known; null: it is. */
  readonly setUnread: NotRead | null;
  /** Why what is registered is not known; null: it is. */
  readonly healthUnread: NotRead | null;
  /** Several clusters register targets in the group, each its own. */
  readonly shared: boolean;
  readonly backing: (id: string) => Backing;
  /** Why the controller leaves a node or a pod out, by its name. */
  readonly skipped: ReadonlyMap<string, string>;
  /** Ports under which an id is expected. */
  readonly portsOf: (id: string) => readonly number[];
}

export interface Judgement {
  readonly verdict: Verdict;
  /** One line for people, without a full stop. */
  readonly why: string;
}

/** A target of an expected set that is known, held against what ELBv2 says of it; `registered` null: it is not in the group. */
export function judgeExpected(
  expected: ExpectedTarget,
  registered: RegisteredTarget | null,
  side: GroupSide,
): Judgement {
  if (side.healthUnread !== null) return { verdict: 'unknown', why: clauseOf(side.healthUnread) };
  if (registered === null || isNotRegistered(registered)) return missing(expected);
  const { state, reason } = registered.health;
  const said = withReason(registered);
  switch (state) {
    case 'healthy':
      return { verdict: 'ok', why: isShifted(registered) ? 'healthy, but its zone is shifted away' : expected.why };
    case 'initial':
      return { verdict: 'starting', why: said(reason === 'Elb.InitialHealthChecking' ? checking : registering) };
    case 'unhealthy':
    case 'unhealthy.draining':
      return unhealthy(expected, registered);
    case 'draining':
      return { verdict: 'draining', why: said('draining, though it is expected: the controller registers it again') };
    case 'unused':
      return unused(registered, expected, side);
    default:
      return unclear(registered);
  }
}

/** A registered target that is not in the expected set, or of which nobody can say whether it is. */
export function judgeUnexpected(registered: RegisteredTarget, side: GroupSide): Judgement {
  if (side.setUnread !== null) return { verdict: 'unknown', why: clauseOf(side.setUnread) };
  const said = withReason(registered);
  if (registered.health.state === 'draining') return { verdict: 'draining', why: said('being deregistered') };
  if (side.shared) return { verdict: 'by-design', why: 'may belong to another cluster: the binding is multi-cluster' };
  const backing = side.backing(registered.id);
  if (backing.kind === 'gone') {
    const what = registered.id.startsWith('i-')
      ? 'no node has this instance id'
      : 'no pod of the Service has this address';
    return { verdict: 'stale', why: `${what} (any more)` };
  }
  return { verdict: 'extra', why: whyExtra(registered, backing, side) };
}

/** Whether an entry of target health only says that there is no such target. */
export function isNotRegistered({ health }: RegisteredTarget): boolean {
  return health.state === 'unused' && health.reason === 'Target.NotRegistered';
}

const registering = 'registration is in progress';
const checking = 'first health checks are running';

function missing(expected: ExpectedTarget): Judgement {
  return { verdict: 'missing', why: `not registered, though it should be: ${ruleOf(expected)}` };
}

/** Why it is a target, as a clause that stands behind a colon. */
function ruleOf({ pod, node, why }: ExpectedTarget): string {
  return pod === null ? `node ${node} is eligible` : why;
}

function unhealthy(expected: ExpectedTarget, registered: RegisteredTarget): Judgement {
  if (expected.byDesign !== null) return { verdict: 'by-design', why: expected.byDesign };
  const said = withReason(registered);
  if (expected.doubt !== null) return { verdict: 'unknown', why: said(`unhealthy, and ${expected.doubt}`) };
  const port = registered.healthCheckPort === null ? '' : ` on port ${registered.healthCheckPort}`;
  const draining = registered.health.state === 'unhealthy' ? '' : ', open connections may finish';
  const nobody = expected.readyPods === 0 && expected.why.startsWith('no ready pod') ? `: ${expected.why}` : '';
  return {
    verdict: 'failing',
    why: said(`${failures[registered.health.reason ?? ''] ?? 'unhealthy'}${port}${draining}${nobody}`),
  };
}

const failures: Readonly<Record<string, string>> = {
  'Target.FailedHealthChecks': 'fails its health check',
  'Target.Timeout': 'does not answer its health check in time',
  'Target.ResponseCodeMismatch': 'answers its health check with an unexpected status',
};

function unused(registered: RegisteredTarget, expected: ExpectedTarget, side: GroupSide): Judgement {
  const said = withReason(registered);
  switch (registered.health.reason) {
    case 'Target.NotInUse':
      if (isZoneMatter(registered, expected, side.zones))
        return { verdict: 'by-design', why: expected.byDesign ?? said(notEnabled(expected.zone)) };
      return { verdict: 'starting', why: said('the NLB has not begun to use the group') };
    case 'Target.InvalidState':
      return {
        verdict: 'failing',
        why: said('its instance is stopped, terminated or in another state without traffic'),
      };
    case 'Target.IpUnusable':
      return { verdict: 'failing', why: said('its address is used by a load balancer and cannot be a target') };
    default:
      return unclear(registered);
  }
}

/** ELBv2 gives one reason for two causes; only the description, or the zone itself, tells them apart. */
function isZoneMatter({ health }: RegisteredTarget, { zone }: ExpectedTarget, zones: readonly string[]): boolean {
  return /availability zone/i.test(health.description ?? '') || isOutside(zone, zones);
}

function notEnabled(zone: string | null): string {
  return `${zone === null ? 'its zone' : `zone ${zone}`} is not enabled on the NLB`;
}

function unclear(registered: RegisteredTarget): Judgement {
  const { state, description } = registered.health;
  const what = state === 'unavailable' ? 'ELBv2 has no health information' : `ELBv2 says ${state || 'nothing'}`;
  return { verdict: 'unknown', why: withReason(registered)(description === null ? what : `${what}: ${description}`) };
}

function whyExtra(registered: RegisteredTarget, backing: Backing, side: GroupSide): string {
  if (side.role === 'left-over')
    return 'the listener no longer forwards to this group; the controller removes it with its binding';
  const [expectedPort] = side.portsOf(registered.id);
  if (expectedPort !== undefined) return `should be registered with port ${expectedPort}, not ${registered.port}`;
  if (backing.kind !== 'there') return 'not in the set that the controller should register';
  const name = backing.pod ?? backing.node;
  const rule = side.skipped.get(name ?? '');
  const what = backing.pod === null ? `node ${name}` : `pod ${name}`;
  if (rule !== undefined) return `${what} ${rule}`;
  if (backing.deleting) return `${what} is terminating`;
  return `${what} is not in the set that the controller should register`;
}

function isShifted({ administrativeOverride }: RegisteredTarget): boolean {
  return administrativeOverride?.startsWith('zonal_shift') ?? false;
}

/** Adds ELBv2's reason code, so that it can be looked up. */
function withReason({ health }: RegisteredTarget): (text: string) => string {
  return (text) => (health.reason === null ? text : `${text} (${health.reason})`);
}
