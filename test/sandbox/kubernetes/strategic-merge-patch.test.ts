import { describe, expect, test } from 'vitest';
import { strategicMergePatch } from '../../../src/sandbox/kubernetes/patch/strategic-merge-patch.ts';
import { schemaOf } from '../../../src/sandbox/kubernetes/schema/schemas.ts';

const deployment = schemaOf({ group: 'apps', version: 'v1', kind: 'Deployment' });
const service = schemaOf({ group: '', version: 'v1', kind: 'Service' });

const podSpec = (spec: Record<string, unknown>) => ({ spec: { template: { spec } } });
const patchPods = (before: Record<string, unknown>, patch: Record<string, unknown>) =>
  (strategicMergePatch(podSpec(before), podSpec(patch), deployment) as ReturnType<typeof podSpec>).spec.template.spec;

describe('strategicMergePatch', () => {
  test('merges containers by name and their environment by name', () => {
    const before = {
      containers: [
        { name: 'a', image: 'a:1', env: [{ name: 'X', value: '1' }] },
        { name: 'b', image: 'b:1' },
      ],
    };
    const after = patchPods(before, {
      containers: [{ name: 'a', image: 'a:2', env: [{ name: 'Y', value: '2' }] }, { name: 'c' }],
    });
    expect(after).toEqual({
      containers: [
        {
          name: 'a',
          image: 'a:2',
          env: [
            { name: 'X', value: '1' },
            { name: 'Y', value: '2' },
          ],
        },
        { name: 'b', image: 'b:1' },
        { name: 'c' },
      ],
    });
  });

  test('replaces lists that have no merge key', () => {
    const after = patchPods({ tolerations: [{ key: 'a' }] }, { tolerations: [{ key: 'b' }] });
    expect(after).toEqual({ tolerations: [{ key: 'b' }] });
  });

  test('merges finalizers as a set, and takes items out of it', () => {
    const before = { metadata: { finalizers: ['a', 'b'] } };
    expect(strategicMergePatch(before, { metadata: { finalizers: ['b', 'c'] } }, service)).toEqual({
      metadata: { finalizers: ['a', 'b', 'c'] },
    });
    const removal = { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } };
    expect(strategicMergePatch(before, removal, service)).toEqual({ metadata: { finalizers: ['b'] } });
  });

  test('replaces a list or a map on demand', () => {
    expect(patchPods({ containers: [{ name: 'a' }] }, { containers: [{ name: 'b' }, { $patch: 'replace' }] })).toEqual({
      containers: [{ name: 'b' }],
    });
    const before = { metadata: { labels: { a: '1', b: '2' } } };
    const patch = { metadata: { labels: { $patch: 'replace', c: '3' } } };
    expect(strategicMergePatch(before, patch, service)).toEqual({ metadata: { labels: { c: '3' } } });
  });

  test('deletes an item by its key', () => {
    const before = { containers: [{ name: 'a' }, { name: 'b' }] };
    expect(patchPods(before, { containers: [{ $patch: 'delete', name: 'a' }] })).toEqual({
      containers: [{ name: 'b' }],
    });
  });

  test('keeps only the keys of a union that are retained', () => {
    const before = { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } };
    const patch = { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } };
    expect(strategicMergePatch(before, patch, deployment)).toEqual({ spec: { strategy: { type: 'Recreate' } } });
  });

  test('orders items as the patch says, and leaves others in place', () => {
    const before = { containers: [{ name: 'sidecar' }, { name: 'a' }, { name: 'b' }] };
    const patch = {
      '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }],
      containers: [{ name: 'b', image: 'x' }],
    };
    expect(patchPods(before, patch)).toEqual({
      containers: [{ name: 'sidecar' }, { name: 'b', image: 'x' }, { name: 'a' }],
    });
  });

  test('removes with null, and leaves no null or directive in what is new', () => {
    const before = { metadata: { labels: { a: '1' } } };
    const patch = { metadata: { labels: { a: null, b: null }, annotations: { c: null, d: '1' } } };
    expect(strategicMergePatch(before, patch, service)).toEqual({ metadata: { labels: {}, annotations: { d: '1' } } });
  });

  test('wants the merge key of each item', () => {
    expect(() => patchPods({}, { containers: [{ image: 'x' }] })).toThrow('does not contain declared merge key: name');
  });

  test('edits neither value', () => {
    const before = Object.freeze({ metadata: Object.freeze({ labels: Object.freeze({ a: '1' }) }) });
    expect(() => strategicMergePatch(before, { metadata: { labels: { b: '2' } } }, service)).not.toThrow();
    expect(before).toEqual({ metadata: { labels: { a: '1' } } });
  });
});
