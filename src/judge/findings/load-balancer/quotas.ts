import type { Inspection } from '../../../model/inspection.ts';
import type { Surroundings } from '../../../model/surroundings.ts';
import { targetKey } from '../../expected-set.ts';
import type { PortTargets } from '../../plan/expected-after.ts';
import { portWords } from '../enumeration.ts';
import type { Check, Found, Subject } from '../finding.ts';
import { inQuestion } from '../in-question.ts';

/** With cross-zone load balancing an NLB takes so many targets, however many zones it has (NLB guide, quotas). */
const acrossZones = 500;

/** A part of a quota from which on it is worth a word. */
const near = 0.8;

/** What is counted against one quota. */
interface Use {
  /** For people: `of targets per zone`. */
  readonly quota: string;
  readonly where: string;
  readonly limit: number;
  readonly now: number;
  readonly added: number;
  /** What is left when the targets of before are gone. */
  readonly after: number;
  /** The code of the quota in Service Quotas; null: it cannot be raised there. */
  readonly quotaCode: string | null;
}

/** Quotas that the groups of before and those of after, counted together, would exceed or come near to. */
export const targetQuotas: Check<'NLB0205' | 'NLB0206'> = (subject) => {
  const { to, snapshot } = subject;
  if (to === null || snapshot.loadBalancer === null) return [];
  const after = inQuestion(subject);
  const added = after.flatMap((port) => addedTo(port) ?? []);
  const groups = subject.inspection.ports.flatMap(({ targetGroups }) => targetGroups);
  const isKnown = groups.every(({ targetsRead }) => targetsRead) && after.every(({ set }) => set.known);
  if (!isKnown || added.length === 0) return [];
  const uses = usesOf(subject.inspection, after, added, snapshot.surroundings?.limits ?? null);
  return uses.flatMap((use) => judged(use, subject, portWords(after.map(({ port }) => port))));
};

/** Those of the expected targets that RegisterTargets will be asked for; a target in several groups counts in each. */
function addedTo({ set, group }: PortTargets) {
  if (!set.known) return null;
  const there = new Set((group?.group.targets ?? []).map(targetKey));
  return set.targets.filter((target) => !there.has(targetKey(target)));
}

function usesOf(
  { ports }: Inspection,
  after: readonly PortTargets[],
  added: readonly { readonly zone: string | null }[],
  limits: Surroundings['limits'],
): Use[] {
  const registered = ports
    .flatMap(({ targetGroups }) => targetGroups.flatMap(({ targets }) => targets))
    .filter((target) => target.registered === true);
  const expected = after.flatMap(({ set }) => (set.known ? set.targets : []));
  const total = { now: registered.length, added: added.length, after: expected.length };
  const uses: (Omit<Use, 'limit'> & { readonly limit: number | undefined })[] = [];
  const perZone = limits?.['targets-per-availability-zone-per-network-load-balancer'];
  for (const zone of zonesOf(added)) {
    const inZone = (targets: readonly { readonly zone: string | null }[]) =>
      targets.filter((target) => target.zone === zone).length;
    const counts = { now: inZone(registered), added: inZone(added), after: inZone(expected) };
    const where = ` in ${zone}`;
    uses.push({ quota: 'targets of an NLB in one zone', where, limit: perZone, ...counts, quotaCode: 'L-B211E961' });
  }
  if (after.some(({ crossesZones }) => crossesZones === true))
    uses.push({
      quota: 'targets of an NLB with cross-zone load balancing',
      where: '',
      limit: acrossZones,
      ...total,
      quotaCode: null,
    });
  const perBalancer = limits?.['targets-per-network-load-balancer'];
  uses.push({ quota: 'targets of an NLB', where: '', limit: perBalancer, ...total, quotaCode: 'L-EEF1AD04' });
  const perGroup = limits?.['targets-per-target-group'];
  for (const { port, set } of after) {
    const count = set.known ? set.targets.length : 0;
    const counts = { now: 0, added: count, after: count };
    const where = ` for port ${port}`;
    uses.push({ quota: 'targets of a target group', where, limit: perGroup, ...counts, quotaCode: 'L-A0D0B863' });
  }
  return uses.flatMap(({ limit, ...use }) => (limit === undefined ? [] : [{ ...use, limit }]));
}

function zonesOf(targets: readonly { readonly zone: string | null }[]): string[] {
  const zones = new Set(targets.flatMap(({ zone }) => (zone === null || zone === 'all' ? [] : [zone])));
  return [...zones].sort();
}

function judged(use: Use, { snapshot, to }: Subject, ports: string): Found<'NLB0205' | 'NLB0206'>[] {
  const { quota, where, limit, now, added, after, quotaCode } = use;
  const sum = now + added;
  if (sum <= limit * near) return [];
  const exceeded = sum > limit;
  const { loadBalancer, origin, service } = snapshot;
  const count = `${now === 0 ? '' : `${now} registered now and `}${added} more for ${to} on ${ports} make ${sum}${where}`;
  const fewer =
    to === 'instance'
      ? `register fewer nodes (service.beta.kubernetes.io/aws-load-balancer-target-node-labels of service/${service.name} -n ${service.namespace})`
      : 'run fewer pods';
  const more =
    quotaCode === null
      ? 'turn cross-zone load balancing off'
      : `ask for more: aws service-quotas request-service-quota-increase --service-code elasticloadbalancing --quota-code ${quotaCode} --desired-value ${Math.max(2 * sum, 2 * limit)}${origin.region === null ? '' : ` --region ${origin.region}`}`;
  return [
    {
      code: exceeded ? 'NLB0205' : 'NLB0206',
      object: `NLB ${loadBalancer?.name ?? ''}`,
      // Those of before go within two minutes, and the controller asks again and again: at worst the window grows.
      ...(exceeded && after <= limit ? { milder: 'warning' as const } : {}),
      message: `${count}, and the quota of ${quota} is ${limit}: ${consequenceOf(exceeded, after, limit)}.`,
      remedy: `${more}; or ${fewer}`,
    },
  ];
}

function consequenceOf(exceeded: boolean, after: number, limit: number): string {
  if (!exceeded) return 'little is left for more pods or nodes';
  const refuses = 'ELBv2 refuses what does not fit (TooManyTargets)';
  return after > limit
    ? `${refuses}, when the listener leads to the new group already`
    : `if AWS counts both, ${refuses} until those of before are gone, and the port is longer without healthy targets`;
}
