import { annotationPrefix } from '../../model/annotations.ts';
import { isRecord, listOf, type Raw, recordOf, textMapOf, textOf } from '../raw.ts';

const lastAppliedKey = 'kubectl.kubernetes.io/last-applied-configuration';

/** Of a mapping of annotations, those that have to do with the load balancer: nothing secret is among them. */
export const loadBalancerAnnotations = (annotations: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(annotations).filter(([key]) => key.startsWith(annotationPrefix)));

/** Prefixes of the annotations by which tools that deliver manifests mark what they keep. */
const deliveryPrefixes = [
  'argocd.argoproj.io/',
  'helm.toolkit.fluxcd.io/',
  'kustomize.toolkit.fluxcd.io/',
  'meta.helm.sh/',
] as const;

/** The names alone of the annotations with such a prefix. */
export const deliveryMarksOf = (annotations: Readonly<Record<string, string>>): string[] =>
  Object.keys(annotations)
    .filter((key) => deliveryPrefixes.some((prefix) => key.startsWith(prefix)))
    .sort();

/** Who manages each annotation that has to do with the load balancer. A field is written `f:NAME` (Kubernetes docs, "Server-Side Apply"). */
export function annotationManagersOf(metadata: Raw): Record<string, string[]> {
  const managers: Record<string, string[]> = {};
  for (const entry of listOf(metadata['managedFields'])) {
    const fields = recordOf(recordOf(recordOf(entry['fieldsV1'])['f:metadata'])['f:annotations']);
    const manager = textOf(entry['manager']);
    if (manager === null) continue;
    for (const field of Object.keys(fields)) {
      const key = field.replace(/^f:/, '');
      if (!key.startsWith(annotationPrefix)) continue;
      managers[key] = [...new Set([...(managers[key] ?? []), manager])].sort();
    }
  }
  return managers;
}

/** What kubectl keeps of the last `apply`, of which only these annotations are taken. */
export function lastAppliedOf(annotations: Readonly<Record<string, string>>): Record<string, string> | null {
  const text = annotations[lastAppliedKey];
  if (text === undefined) return null;
  try {
    const applied: unknown = JSON.parse(text);
    return isRecord(applied) ? loadBalancerAnnotations(textMapOf(recordOf(applied['metadata'])['annotations'])) : {};
  } catch {
    return {};
  }
}

/** When field manager `nlbctl` last wrote the object; null: never. Its own writes are merge patches, of operation Update. */
export function ownWriteAtOf(metadata: Raw): string | null {
  const times = listOf(metadata['managedFields'])
    .filter((entry) => textOf(entry['manager']) === 'nlbctl')
    .flatMap((entry) => textOf(entry['time']) ?? []);
  return times.sort().at(-1) ?? null;
}
