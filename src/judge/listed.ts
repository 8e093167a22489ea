import type { Inspection, Owner, Verdict } from '../model/inspection.ts';
import type { TargetType } from '../model/target-type.ts';
import { isAbout } from './not-read.ts';
import { getsTraffic } from './standing.ts';
import { verdicts } from './verdicts.ts';

/** One Service in a list of many. */
export interface Listed {
  readonly namespace: string;
  readonly name: string;
  readonly owner: Owner;
  readonly targetType: TargetType | null;
  /** Over the groups that get traffic; null: there is nothing to count, or it could not be read. */
  readonly requiredHealthy: number | null;
  readonly required: number | null;
  /** The worst of its targets, or why there are none. */
  readonly status: string;
  /** As of a verdict: 0 is as it should be, 3 the worst. */
  readonly severity: 0 | 1 | 2 | 3;
  readonly loadBalancer: { readonly name: string; readonly dnsName: string } | null;
}

/** An Inspection in one line. */
export function listed(inspection: Inspection): Listed {
  const { service, loadBalancer } = inspection;
  const groups = inspection.ports.flatMap(({ targetGroups }) => targetGroups.filter(getsTraffic));
  const count = (of: 'required' | 'requiredHealthy') => groups.reduce((sum, { summary }) => sum + summary[of], 0);
  const worst = worstOf(groups.flatMap(({ targets }) => targets.map(({ verdict }) => verdict)));
  const common = {
    namespace: service.namespace,
    name: service.name,
    owner: service.owner,
    targetType: service.targetType.effective,
    loadBalancer: loadBalancer === null ? null : { name: loadBalancer.name, dnsName: loadBalancer.dnsName },
  };
  const unknown = inspection.lookup.by === 'none' && inspection.lookup.reason === 'not-read';
  if (loadBalancer === null)
    return { ...common, requiredHealthy: null, required: null, status: unknown ? 'unknown' : 'no NLB', severity: 2 };
  // Where it was not read what the listeners forward to, that there is no target is not known.
  const unread = inspection.notRead.some((entry) => isAbout(entry, 'listeners') || isAbout(entry, 'target groups'));
  if (groups.length === 0 && unread)
    return { ...common, requiredHealthy: null, required: null, status: 'unknown', severity: 2 };
  const targetsRead = groups.every((group) => group.targetsRead);
  if (worst === null && !targetsRead)
    return { ...common, requiredHealthy: null, required: null, status: 'unknown', severity: 2 };
  const empty = groups.every(({ targets }) => targets.length === 0);
  const status = worst === null ? (empty ? 'no targets' : 'ok') : verdicts[worst].label;
  const severity = worst === null ? (empty ? 2 : 0) : verdicts[worst].severity;
  const requiredHealthy = targetsRead ? count('requiredHealthy') : null;
  return { ...common, requiredHealthy, required: count('required'), status, severity };
}

/** The worst first; among equals by namespace and name. */
export function worstFirst<Item extends Listed>(items: readonly Item[]): Item[] {
  const key = ({ namespace, name }: Listed) => `${namespace}/${name}`;
  return [...items].sort((a, b) => b.severity - a.severity || (key(a) < key(b) ? -1 : 1));
}

function worstOf(all: readonly Verdict[]): Verdict | null {
  let worst: Verdict | null = null;
  for (const verdict of all)
    if (verdicts[verdict].severity > 0 && (worst === null || verdicts[verdict].severity > verdicts[worst].severity))
      worst = verdict;
  return worst;
}
