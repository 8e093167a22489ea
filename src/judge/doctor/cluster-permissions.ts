import type { AccessFacts } from '../../model/access.ts';
import type { DoctorCheck } from '../../model/doctor.ts';
import { type ClusterPermission, type Need, qualified } from '../../model/permissions.ts';
import { checked, checkOf } from './check.ts';

type Review = AccessFacts['reviews'][number];

/** Each verb that nlbctl uses in the cluster, as the API server's access reviews say it. */
export function clusterPermissionChecks({ reviews, apiGroups, namespace }: AccessFacts): DoctorCheck[] {
  const served = apiGroups.outcome === 'answered' ? new Set(apiGroups.value) : null;
  return reviews.map((review) => reviewCheck(review, namespace ?? 'default', served));
}

function reviewCheck(
  { permission, allowed }: Review,
  namespace: string,
  served: ReadonlySet<string> | null,
): DoctorCheck {
  const { verb, group, need, without, scope } = permission;
  const what = `${verb} ${qualified(permission)}`;
  const subject = { group: 'rbac', name: `${what}${isEverywhere(permission) ? ' -A' : ''}`, need } as const;
  const where = scope === 'cluster' ? 'in the whole cluster' : `in namespace ${namespace}`;
  const command = `kubectl auth can-i ${what}${scope === 'namespace' ? ` -n ${namespace}` : isEverywhere(permission) ? ' -A' : ''}`;
  return checkOf(
    subject,
    allowed,
    (isAllowed) => {
      if (isAllowed) return checked(subject, 'ok', { detail: `allowed ${where}` });
      if (served !== null && isExtension(group) && !served.has(group)) {
        const detail = `not allowed ${where}, and not needed: the cluster does not have ${group}`;
        return checked({ ...subject, need: null }, group === 'eks.amazonaws.com' ? 'warning' : 'ok', {
          detail,
          // Before it looks whether there is such a kind, an API server looks whether one may ask.
          ...(group === 'eks.amazonaws.com'
            ? { remedy: 'inspect says that it could not be read, until it is allowed' }
            : {}),
        });
      }
      const remedy = `${remedies[need]} (nlbctl help permissions prints it)`;
      const status = need === 'reading' ? 'failed' : 'warning';
      return checked(subject, status, { detail: `not allowed ${where}: ${without}`, remedy, command });
    },
    command,
  );
}

/** A resource that has a namespace, and is looked for in all of them. */
const isEverywhere = ({ scope, resource }: ClusterPermission): boolean =>
  scope === 'cluster' && resource !== 'nodes' && resource !== 'namespaces';

/** A group that a cluster has only with the software that brings it along. */
const isExtension = (group: string): boolean => group === 'eks.amazonaws.com' || group === 'gateway.networking.k8s.io';

const remedies = {
  reading: 'ask for the ClusterRole nlbctl-read',
  findings: 'ask for the ClusterRole nlbctl-findings',
  migrating: 'ask for the ClusterRole nlbctl-migrate, or let somebody migrate who may',
  weighted: 'ask for the ClusterRole nlbctl-weighted, or migrate in place',
} as const satisfies Record<Need, string>;
