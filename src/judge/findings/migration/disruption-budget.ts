import type { Snapshot } from '../../../model/snapshot.ts';
import type { DisruptionBudget } from '../../../model/surroundings.ts';
import { deploymentsBehind } from '../../deployments.ts';
import { mismatchOf } from '../../label-selector.ts';
import { quoted } from '../annotate.ts';
import type { Check, Found } from '../finding.ts';

/** A migration to ip of pods that may not be evicted now, or may all be evicted at once. */
export const disruptionBudget: Check<'NLB0703'> = ({ snapshot, inspection, to }) => {
  const budgets = snapshot.surroundings?.disruptionBudgets ?? null;
  const deployments = deploymentsBehind(snapshot) ?? [];
  if (to !== 'ip' || inspection.service.owner.kind !== 'controller' || budgets === null || deployments.length === 0)
    return [];
  const over = budgets.filter(({ selector }) =>
    deployments.some(({ podLabels }) => selector !== null && mismatchOf(podLabels, selector) === null),
  );
  if (over.length > 0) return over.flatMap((budget) => allowingNone(budget, snapshot));
  const several = deployments.filter(({ replicas }) => replicas > 1);
  if (several.length === 0) return [];
  const { namespace, selector } = snapshot.service;
  const labels = Object.entries(selector ?? {}).map(([key, value]) => `${key}=${value}`);
  const count = several.reduce((sum, { replicas }) => sum + replicas, 0);
  return [
    {
      code: 'NLB0703',
      message: `No PodDisruptionBudget selects the ${count} pods of ${several.map(({ name }) => name).join(' and ')}: drains of nodes may evict all of them at once, and each successor is a new target that ELBv2 has to take up.`,
      remedy: `kubectl create poddisruptionbudget ${several[0]?.name} -n ${namespace} --selector=${quoted(labels.join(','))} --max-unavailable=1`,
    },
  ];
};

function allowingNone(budget: DisruptionBudget, { service }: Snapshot): Found<'NLB0703'>[] {
  const { name, disruptionsAllowed, minAvailable, maxUnavailable } = budget;
  if (disruptionsAllowed !== 0) return [];
  const rule = minAvailable === null ? `maxUnavailable ${maxUnavailable}` : `minAvailable ${minAvailable}`;
  return [
    {
      code: 'NLB0703',
      object: `PodDisruptionBudget ${name}`,
      message: `PodDisruptionBudget ${name} (${rule}) allows no disruption now: drains of the nodes under the pods wait. Pods that a readiness gate keeps NotReady count as disrupted, until the NLB finds them healthy.`,
      remedy: `drain no node until the migration is verified; kubectl get poddisruptionbudget ${name} -n ${service.namespace} shows what is allowed`,
    },
  ];
}
