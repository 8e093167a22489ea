import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findingsOf } from '../../src/judge/findings/registry.ts';
import { judge } from '../../src/judge/inspection.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { SnapshotDocument, SnapshotList } from '../../src/model/snapshot-document.ts';
import { checked, readSnapshotFile } from '../../src/observe/from-file.ts';
import { ofOneService } from '../../src/observe/observe-many.ts';
import { inspectionDocument } from '../../src/output/documents.ts';
import { json } from '../../src/output/print.ts';
import { redacted, snapshotDocument, snapshotList } from '../../src/output/snapshot.ts';
import { anySnapshot } from '../judge/arbitrary-snapshot.ts';
import { anySurroundings } from '../judge/arbitrary-surroundings.ts';
import { aService, instanceSnapshot, ipSnapshot, start } from '../judge/snapshot-builder.ts';
import { schemaErrors } from '../schema/validate.ts';

/** What a reading command would print of it. */
function inspected(snapshot: Snapshot): string {
  const inspection = judge(snapshot);
  return json(inspectionDocument('Inspection', inspection, findingsOf({ snapshot, inspection, to: 'ip' })));
}

const withSurroundings = fc
  .tuple(anySnapshot, fc.option(anySurroundings, { nil: null }))
  .map(([snapshot, surroundings]): Snapshot => ({ ...snapshot, surroundings }));

/** Each run goes over every part of a Snapshot several times. */
const numRuns = 150;

test('any Snapshot is written, obeys the schema, and is judged the same when it is read again', async () => {
  await fc.assert(
    fc.asyncProperty(withSurroundings, async (snapshot) => {
      const document = snapshotDocument(snapshot);
      expect(schemaErrors('snapshot', document)).toEqual([]);
      const stream = Readable.from([Buffer.from(json(document))]);
      const read = await readSnapshotFile({ stream, name: 'stdin' }, new AbortController().signal);
      expect(json(read)).toBe(json(document));
      expect(inspected(read as SnapshotDocument)).toBe(inspected(snapshotDocument(snapshot)));
      expect(json(snapshotDocument(read as SnapshotDocument))).toBe(json(document));
    }),
    { numRuns },
  );
});

test('any Snapshot without account ids obeys the schema, and nothing but ids has changed', () => {
  fc.assert(
    fc.property(withSurroundings, (snapshot) => {
      const document = redacted(snapshotDocument(snapshot));
      expect(schemaErrors('snapshot', document)).toEqual([]);
      expect(json(document)).not.toContain('111122223333');
      const shape = (text: string) => text.replaceAll('111122223333', '').replaceAll('000000000001', '');
      expect(shape(inspected(document))).toBe(shape(inspected(snapshotDocument(snapshot))));
      expect(redacted(document)).toBe(document);
    }),
    { numRuns },
  );
});

test('many Snapshots and what could not be observed are a list, which obeys its schema', () => {
  const service = aService({ name: 'lost' });
  const list = snapshotList(
    [
      { snapshot: instanceSnapshot() },
      { service, failure: { code: 'LoadBalancerAmbiguous', message: 'two of them', hint: null } },
    ],
    start,
    instanceSnapshot().origin,
  );
  expect(schemaErrors('snapshot-list', list)).toEqual([]);
  expect(checked(JSON.parse(json(list)), 'f')).toEqual(list);
  expect(redacted(list)).toMatchObject({ redacted: ['account ids'], items: [{ redacted: ['account ids'] }] });
});

test.each([...ofOneService])('a Service that failed with %s can be written', (code) => {
  const failure = { code, message: 'no', hint: null };
  const list: SnapshotList = snapshotList([{ service: aService(), failure }], start, ipSnapshot().origin);
  expect(schemaErrors('snapshot-list', list)).toEqual([]);
});

test('what the controller was told is kept where it is a flag, and not where it sounds like a secret', () => {
  const words = [
    ...['/controller', '--cluster-name=eks-workshop', '--feature-gates', 'A=true'],
    ...['--api-token=hunter2', '--password', 'hunter2', 'export KEY=hunter2'],
  ];
  const controller = { namespace: 'kube-system', name: 'c', version: null, replicas: 1, readyReplicas: 1 };
  const surroundings = {
    ...{ namespaceLabels: null, workloads: null, disruptionBudgets: null, bindingNames: null, uses: null },
    ...{ mayPatchService: null, limits: null, controllers: [{ ...controller, arguments: words }] },
  };
  const document = snapshotDocument(instanceSnapshot({ surroundings }));
  expect(document.surroundings?.controllers?.[0]?.arguments).toEqual([
    ...['--cluster-name=eks-workshop', '--feature-gates', 'A=true', '--api-token=', '--password'],
  ]);
  expect(json(document)).not.toContain('hunter2');
});
