import type { KubeObject } from '../../store/object.ts';
import type { Target } from '../api-request.ts';
import type { Collection } from '../collections.ts';
import { parseFieldSelector } from '../selectors/field-selector.ts';
import { parseLabelSelector } from '../selectors/label-selector.ts';

/** Which objects of a collection a list, watch or deletecollection is about. */
export interface Selection {
  readonly namespace: string | undefined;
  /** Whether labels or fields narrow it down. */
  readonly selective: boolean;
  /** @param object as clients see it */
  readonly matches: (object: KubeObject) => boolean;
}

/** Throws 400 for a selector that is none, or a field by which the kind cannot be selected. */
export function selectionOf(collection: Collection, target: Target, query: URLSearchParams): Selection {
  const labels = query.get('labelSelector') ?? '';
  const fields = query.get('fieldSelector') ?? '';
  const matchesLabels = parseLabelSelector(labels);
  const { matches } = parseFieldSelector(fields, collection.definition);
  const { namespace, name } = target;
  return {
    namespace,
    selective: labels !== '' || fields !== '',
    matches: (object) =>
      (namespace === undefined || object.metadata.namespace === namespace) &&
      (name === undefined || object.metadata.name === name) &&
      matchesLabels(object.metadata.labels ?? {}) &&
      matches(object),
  };
}
