import { annotation } from '../../model/annotations.ts';
import type { Intent } from '../../model/migration.ts';
import type { Service } from '../../model/service.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { History } from '../history.ts';
import type { Stuck } from './next.ts';

/**
 * Whether somebody else has changed an annotation since this process wrote it, or since it saw the Service ask for the
 * wanted type: to write it again would be a fight with whoever did, and each round of it a switch.
 */
export function takenBack(snapshot: Snapshot, { asked, written }: History, { to }: Intent): Stuck | null {
  const { service } = snapshot;
  const wanted: Readonly<Record<string, string | null>> = {
    ...(asked.includes(to) ? { [annotation.targetType]: to } : {}),
    ...written,
  };
  const [key] = Object.keys(wanted).filter((each) => (service.annotations[each] ?? null) !== wanted[each]);
  if (key === undefined) return null;
  const now = service.annotations[key];
  const { namespace, name } = service;
  const did = now === undefined ? 'removed' : `changed to ${JSON.stringify(now)}`;
  return {
    kind: 'stuck',
    outcome: 'taken-back',
    message: `The annotation ${key} of Service ${namespace}/${name} was ${did} by ${whoDid(service, key)} after the migration had begun. nlbctl does not write it again.`,
    next: [
      `kubectl get service ${name} -n ${namespace} -o yaml --show-managed-fields`,
      `nlbctl plan ${name} -n ${namespace} --to ${to} -o kustomize`,
    ],
  };
}

/** The field managers of the annotation beside nlbctl itself; one that was removed has none. */
function whoDid({ annotationManagers }: Service, key: string): string {
  const others = (annotationManagers[key] ?? []).filter((manager) => manager !== 'nlbctl');
  return others.length === 0 ? 'somebody else' : others.join(' and ');
}
