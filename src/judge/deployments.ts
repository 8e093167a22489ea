import type { Snapshot } from '../model/snapshot.ts';
import type { Workload } from '../model/surroundings.ts';
import { mismatchOf } from './label-selector.ts';
import { orderedBy } from './order.ts';

/** The Deployments whose pods a Service selects; null: they could not be read, or it selects no pods itself. */
export function deploymentsBehind({ service, surroundings }: Snapshot): Workload[] | null {
  const { selector } = service;
  const workloads = surroundings?.workloads ?? null;
  if (selector === null || workloads === null) return null;
  const behind = workloads.filter(
    ({ podLabels }) => mismatchOf(podLabels, { matchLabels: selector, matchExpressions: [] }) === null,
  );
  return orderedBy(behind, ({ name }) => name);
}

/** The commands that give each of them new pods; null: nothing is known to be a Deployment. */
export function restartOf(snapshot: Snapshot): string | null {
  const { namespace } = snapshot.service;
  const behind = deploymentsBehind(snapshot) ?? [];
  return behind.length === 0
    ? null
    : behind.map(({ name }) => `kubectl rollout restart deployment/${name} -n ${namespace}`).join(' && ');
}
