import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differences } from '../../src/judge/differences.ts';
import { explainedCodes } from '../../src/judge/explain.ts';
import { findingCodes, findingsOf } from '../../src/judge/findings/registry.ts';
import { judge } from '../../src/judge/inspection.ts';
import { listed } from '../../src/judge/listed.ts';
import { planInputs } from '../../src/judge/plan/inputs.ts';
import { planOf } from '../../src/judge/plan/plan.ts';
import { planHash } from '../../src/migrate/plan-hash.ts';
import type { Outcome } from '../../src/model/progress.ts';
import {
  errorDocument,
  inspectionDocument,
  listDocument,
  migrationDocument,
  planDocument,
  waitDocument,
} from '../../src/output/documents.ts';
import { runCli } from '../cli/run-cli.ts';
import { anySnapshot } from '../judge/arbitrary-snapshot.ts';
import { schemaErrors } from './validate.ts';

const settings = { weights: [10, 100], settleSeconds: 600, drainSeconds: 300, canary: false, isGated: false };

const outcome: Outcome = {
  outcome: 'timed-out',
  changed: false,
  phase: 'HealthChecking',
  exitCode: 4,
  reason: 'Not yet.',
  startedAt: '2026-08-20T10:00:00.000Z',
  elapsedSeconds: 1.5,
  next: ['nlbctl inspect ui-nlb -n ui'],
};

describe('documents obey their schemas', () => {
  test('of any Snapshot', () => {
    fc.assert(
      fc.property(anySnapshot, (snapshot) => {
        const inspection = judge(snapshot);
        const findings = findingsOf({ snapshot, inspection, to: null });
        expect(schemaErrors('inspection', inspectionDocument('Inspection', inspection, findings))).toEqual([]);
        for (const to of ['ip', 'instance'] as const) {
          const plan = planOf(snapshot, inspection, to, to === 'ip' ? 'weighted' : 'in-place', {
            settings,
            denied: [],
          });
          const hash = planHash(planInputs(snapshot, to));
          expect(schemaErrors('plan', planDocument(inspection, findings, plan, hash, snapshot.at))).toEqual([]);
        }
        expect(schemaErrors('diff', inspectionDocument('Diff', differences(inspection), findings))).toEqual([]);
        expect(
          schemaErrors(
            'list',
            listDocument([{ ...listed(inspection), findings }], snapshot.at, snapshot.origin, snapshot.notRead),
          ),
        ).toEqual([]);
        const rollback = { why: 'It failed.', way: 'cheap', startedAt: snapshot.at, verified: true } as const;
        const phases = [{ name: 'Patched', at: snapshot.at, elapsedSeconds: 0 }];
        expect(schemaErrors('wait-result', waitDocument(inspection, findings, outcome, []))).toEqual([]);
        expect(
          schemaErrors(
            'migration-result',
            migrationDocument(inspection, findings, outcome, phases, { rollback, probe: null }),
          ),
        ).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('of an error', () => {
    const error = errorDocument({ code: 'ServiceNotFound', message: 'no', hint: null, exitCode: 5 });
    expect(schemaErrors('error', error)).toEqual([]);
  });

  test.each(['explanation', 'version'])('of nlbctl %s', async (kind) => {
    const run = await runCli([kind === 'version' ? 'version' : 'explain', '-o', 'json']);
    expect(schemaErrors(kind, JSON.parse(run.stdout))).toEqual([]);
  });

  test('and the explanations are all there', async () => {
    const run = await runCli(['explain', '-o', 'json']);
    expect(JSON.parse(run.stdout).items).toHaveLength(explainedCodes().length + findingCodes.length);
  });
});

test('a member that the schema does not know, or a wrong kind, is found', () => {
  expect(
    schemaErrors('error', {
      apiVersion: 'nlbctl/v1',
      kind: 'Error',
      code: 'X',
      message: '',
      hint: null,
      exitCode: 1,
      extra: 1,
    }),
  ).not.toEqual([]);
  expect(
    schemaErrors('error', { apiVersion: 'nlbctl/v1', kind: 'Eror', code: 'X', message: '', hint: null, exitCode: 1 }),
  ).not.toEqual([]);
});
