import { numberOf, type Raw, recordOf, textMapOf, textOf } from '../raw.ts';

/** What every object of Kubernetes has. */
export function metadataOf(object: Raw) {
  const metadata = recordOf(object['metadata']);
  return {
    raw: metadata,
    namespace: textOf(metadata['namespace']) ?? '',
    name: textOf(metadata['name']) ?? '',
    uid: textOf(metadata['uid']) ?? '',
    resourceVersion: textOf(metadata['resourceVersion']) ?? '',
    generation: numberOf(metadata['generation']) ?? 0,
    labels: textMapOf(metadata['labels']),
    annotations: textMapOf(metadata['annotations']),
    creationTimestamp: textOf(metadata['creationTimestamp']),
    deletionTimestamp: textOf(metadata['deletionTimestamp']),
  };
}
