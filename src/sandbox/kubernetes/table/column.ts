import type { KubeObject } from '../../store/object.ts';
import { since } from './human-duration.ts';

/** One column of `kubectl get`. */
export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date';
  readonly format?: 'name';
  /** 0 is always shown, 1 with `-o wide`. */
  readonly priority: 0 | 1;
  /** @param now milliseconds since the epoch, for ages */
  readonly cell: (object: KubeObject, now: number) => string | number;
}

type Cell = (object: KubeObject, now: number) => string | number | undefined;

/** A column of text; what is undefined or empty is shown as `<none>`. */
export const text = (name: string, cell: Cell, priority: 0 | 1 = 0): Column => ({
  name,
  type: 'string',
  priority,
  cell: (object, now) => {
    const value = cell(object, now);
    return value === undefined || value === '' ? '<none>' : value;
  },
});

export const number = (name: string, cell: (object: KubeObject) => number | undefined): Column => ({
  name,
  type: 'integer',
  priority: 0,
  cell: (object) => cell(object) ?? 0,
});

export const wide = (name: string, cell: Cell): Column => text(name, cell, 1);

export const nameColumn: Column = {
  name: 'Name',
  type: 'string',
  format: 'name',
  priority: 0,
  cell: ({ metadata }) => metadata.name,
};

export const ageColumn: Column = text('Age', ({ metadata }, now) => since(metadata.creationTimestamp, now));

/** `a=b,c=d`, or nothing for an empty map. */
export const formatLabels = (labels: Record<string, string> | undefined): string =>
  Object.entries(labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');

/** The first `limit` of many, with what is left out. */
export const shorten = (values: readonly string[], limit: number): string =>
  values.length > limit ? `${values.slice(0, limit).join(',')} + ${values.length - limit} more...` : values.join(',');
