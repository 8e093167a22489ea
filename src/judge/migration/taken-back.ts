import { annotation } from '../../model/annotations.ts';
import type { Intent } from '../../model/migration.ts';
import type { Service } from '../../model/service.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { History } from '../history.ts';
import { ownerOf } from '../owner.ts';
import { effectiveTargetType } from '../target-type.ts';
import type { Stuck } from './next.ts';

/**
 * Whether somebody else has changed the target type since this process saw the Service ask for the wanted one: to write it
 * again would be a fight with whoever did, and each round of it a window without healthy targets.
 */
export function takenBack(snapshot: Snapshot, { asked }: History, { to }: Intent): Stuck | null {
  const { service } = snapshot;
  const now = service.annotations[annotation.targetType];
  if (now === to || !asked.includes(to)) return null;
  const owner = ownerOf(service, snapshot.loadBalancer?.tags ?? null);
  if (effectiveTargetType(service, owner, null) === to && now === undefined) return null;
  const { namespace, name } = service;
  return {
    kind: 'stuck',
    outcome: 'taken-back',
    message: `Service ${namespace}/${name} asked for target type ${to}, and ${whoDid(service)} has ${now === undefined ? 'removed the annotation' : `set it to "${now}"`} meanwhile. nlbctl does not write it again.`,
    next: [
      `kubectl get service ${name} -n ${namespace} -o yaml --show-managed-fields`,
      `nlbctl plan ${name} -n ${namespace} --to ${to} -o kustomize`,
    ],
  };
}

/** The field managers of the annotation beside nlbctl itself. */
function whoDid({ annotationManagers }: Service): string {
  const others = (annotationManagers[annotation.targetType] ?? []).filter((manager) => manager !== 'nlbctl');
  return others.length === 0 ? 'somebody else' : others.join(' and ');
}
