import type { KubeObject, ResourceName } from '../../store/object.ts';
import { columnsOf } from './columns.ts';

/** What a row of a table carries of its object (`includeObject`). */
export type RowObject = 'None' | 'Metadata' | 'Object';

export interface TableOptions {
  readonly resource: ResourceName;
  /** Milliseconds since the epoch: ages are counted up to here. */
  readonly now: number;
  readonly rowObject: RowObject;
  /** Of a watch only the first table describes its columns. */
  readonly withColumns?: boolean;
  readonly metadata?: Record<string, unknown>;
}

/** The `Table` that kubectl asks for in order to print columns. */
export function tableOf(objects: readonly KubeObject[], options: TableOptions): Record<string, unknown> {
  const columns = columnsOf(options.resource);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: options.metadata ?? {},
    columnDefinitions:
      options.withColumns === false
        ? null
        : columns.map(({ name, type, format, priority }) => ({
            name,
            type,
            format: format ?? '',
            description: '',
            priority,
          })),
    rows: objects.map((object) => ({
      cells: columns.map(({ cell }) => cell(object, options.now)),
      ...rowObject(object, options.rowObject),
    })),
  };
}

function rowObject(object: KubeObject, what: RowObject): Record<string, unknown> {
  if (what === 'None') return {};
  return { object: what === 'Object' ? object : partialMetadata(object) };
}

/** An object without its body. */
export const partialMetadata = ({ metadata }: KubeObject): Record<string, unknown> => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata,
});
