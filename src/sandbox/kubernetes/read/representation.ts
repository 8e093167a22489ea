import type { KubeObject } from '../../store/object.ts';
import { apiVersionOf } from '../../store/resources.ts';
import type { Collection } from '../collections.ts';
import type { Wish } from '../negotiation.ts';
import { partialMetadata, type RowObject, tableOf } from '../table/table.ts';

/** The forms that objects and lists can be had in, beside their own. */
export const objectForms = ['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList'];

export interface Representation {
  readonly collection: Collection;
  readonly wish: Wish;
  readonly now: number;
  readonly rowObject: RowObject;
}

/** Reads `includeObject`, which says what the rows of a table carry. */
export function rowObjectOf(query: URLSearchParams): RowObject {
  const asked = query.get('includeObject');
  return asked === 'None' || asked === 'Object' ? asked : 'Metadata';
}

/** One object in the form that the client wishes for. */
export function representObject(object: KubeObject, { collection, wish, now, rowObject }: Representation): unknown {
  if (wish.as === 'Table') {
    const metadata = { resourceVersion: object.metadata.resourceVersion };
    return tableOf([object], { resource: collection.definition, now, rowObject, metadata });
  }
  return wish.as === undefined ? object : partialMetadata(object);
}

/** A list in the form that the client wishes for. */
export function representList(
  objects: readonly KubeObject[],
  metadata: Record<string, unknown>,
  { collection, wish, now, rowObject }: Representation,
): unknown {
  const { definition } = collection;
  if (wish.as === 'Table') return tableOf(objects, { resource: definition, now, rowObject, metadata });
  if (wish.as !== undefined) {
    return {
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
      items: objects.map(partialMetadata),
    };
  }
  return {
    kind: `${definition.kind}List`,
    apiVersion: apiVersionOf(definition),
    metadata,
    // The lists of built-in kinds do not repeat the kind in each item; those of custom resources do.
    items: definition.custom ? objects : objects.map(({ apiVersion: _version, kind: _kind, ...rest }) => rest),
  };
}
