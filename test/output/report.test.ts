import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from '../../src/judge/inspection.ts';
import type { ReportInput } from '../../src/output/report/input.ts';
import { html } from '../../src/output/report/markup.ts';
import { reportPage } from '../../src/output/report/page.ts';
import { targetStatesOf, withStates } from '../../src/output/report/target-states.ts';
import { instanceSnapshot } from '../judge/snapshot-builder.ts';
import { failingProbeRun, migrationRun } from '../report/runs.ts';

describe('the template', () => {
  test('escapes what is filled in, in text and in attributes', () => {
    expect(html`<a title="${`"'<>&`}">${'<b>'}</a>`.markup).toBe('<a title="&quot;&#39;&lt;&gt;&amp;">&lt;b&gt;</a>');
  });

  test('takes templates and lists as they are, numbers as such, and null as nothing', () => {
    expect(html`<ul>${[html`<li>${1}</li>`, [html`<li>${'&'}</li>`], null]}</ul>`.markup).toBe(
      '<ul><li>1</li><li>&amp;</li></ul>',
    );
  });

  test('spells out control characters and those that turn the direction of writing', () => {
    expect(html`${'a\u202eb\u0007'}`.markup).toBe('a\\u202eb\\u0007');
  });

  test('of any text leaves no character that HTML gives a meaning', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(html`${text}`.markup.replace(/&(amp|lt|gt|quot|#39);/g, '')).not.toMatch(/[<>"'&]/);
      }),
    );
  });
});

describe('the page', () => {
  test('needs nothing else and runs nothing', async () => {
    const page = reportPage(await migrationRun());
    expect(page).not.toMatch(/<(script|img|link|iframe|object|a)\b|url\(|@import|\son\w+=|\sstyle=/i);
    expect(page).toContain(`content="default-src &#39;none&#39;; style-src &#39;sha256-`);
  });

  test('holds what a person looks for in a change ticket', async () => {
    const page = reportPage(await migrationRun());
    for (const text of [
      'Migration of ui/ui-nlb to target type ip',
      'Port 80 forwards to a group of type ip',
      'nlbctl migrate ui-nlb -n ui --to instance',
      'HealthChecking',
      'k8s-ui-uinlb-0f12b9c77a',
      '1m 5s',
      '949 failed (53.6%)',
      'Successfully reconciled',
      '123456789012',
      '2026-11-25, 12:02:30 to 12:04:28',
    ])
      expect(page).toContain(text);
  });

  test('of a probe alone has no phases and no targets', async () => {
    const page = reportPage(await failingProbeRun());
    expect(page).not.toContain('<h2>Phases</h2>');
    expect(page).not.toContain('Targets, ');
    expect(page).toContain('gap 30s, still open');
  });

  test('without a probe has neither gaps nor connections', async () => {
    const page = reportPage(await migrationRun({ probe: null }));
    expect(page).not.toMatch(/<h2>(Probe|Gaps)<\/h2>|Longest gap|connections taken/);
    expect(page).toContain('<h2>Phases</h2>');
  });

  test('of nothing but an outcome is a page too', async () => {
    const { outcome } = await migrationRun();
    const nothing: ReportInput = {
      title: 'x',
      command: 'nlbctl',
      meta: [],
      outcome: { ...outcome, elapsedSeconds: 0, next: [] },
      phases: [],
      states: [],
      probe: null,
      events: [],
    };
    expect(reportPage(nothing)).toContain('<h1>x</h1>');
    expect(reportPage(nothing)).not.toContain('<svg');
  });

  test('draws no number that is none, whatever the instants are', async () => {
    const run = await migrationRun();
    const odd = run.phases.map((phase, index) => ({ ...phase, at: run.phases[(index * 3) % 8]?.at ?? phase.at }));
    for (const page of [reportPage({ ...run, phases: odd }), reportPage({ ...run, states: run.states.slice(0, 1) })])
      expect(page).not.toMatch(/NaN|Infinity|undefined|width="-/);
  });

  test('stays small, however many slices a probe has', async () => {
    const run = await migrationRun();
    const flapping = Array.from({ length: 1_800 }, (_, index) => [5, index % 2] as const);
    const probe = run.probe && {
      record: { ...run.probe.record, elapsedSeconds: 1_800 },
      timeline: { ...run.probe.timeline, addresses: [flapping, flapping, flapping] },
    };
    expect(reportPage({ ...run, probe }).length).toBeLessThan(400_000);
  });
});

describe('targets by state', () => {
  const inspection = judge(instanceSnapshot());

  test('are counted by group', () => {
    const { groups } = targetStatesOf(inspection);
    expect(groups).toEqual([
      { name: expect.stringContaining('k8s-ui-uinlb'), type: 'instance', counts: { healthy: 3 } },
    ]);
  });

  test('are kept when they change', () => {
    const first = targetStatesOf(inspection);
    const once = withStates([], first);
    expect(withStates(once, { ...first, at: '2026-11-25T13:00:00.000Z' })).toBe(once);
    expect(withStates(once, { at: '2026-11-25T13:00:00.000Z', groups: [] })).toHaveLength(2);
  });
});
