import {
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, test, vi } from 'vitest';
import { addresses, groupsOf, instances, openFaultStage, service } from './stage.ts';

const stage = await openFaultStage();
const { faults } = stage.sandbox;

describe('stale reads', () => {
  const labels = async () => (await stage.call('GET', service)).body.metadata.labels ?? {};
  const label = (value: string) =>
    stage.call('PATCH', service, {
      body: { metadata: { labels: { at: value } } },
      contentType: 'application/merge-patch+json',
    });

  test('of the Kubernetes API: what was there at the first of them; writes are taken, and lock against what is there', async () => {
    await label('first');
    faults.inject({ kind: 'stale-reads', side: 'kubernetes' });
    expect(await labels(), 'the first is right').toMatchObject({ at: 'first' });
    const { body: stale } = await stage.call('GET', service);
    expect((await label('second')).body.metadata.labels).toMatchObject({ at: 'second' });
    expect(await labels()).toMatchObject({ at: 'first' });
    const { body: list } = await stage.call('GET', '/api/v1/namespaces/ui/services');
    expect(list.items[0].metadata.labels).toMatchObject({ at: 'first' });
    const written = await stage.call('PUT', service, { body: stale });
    expect(written).toMatchObject({ code: 409, body: { reason: 'Conflict' } });
    faults.clear();
    expect(await labels()).toMatchObject({ at: 'second' });
  });

  test('what is made and what goes meanwhile is not seen either', async () => {
    const maps = '/api/v1/namespaces/ui/configmaps';
    const map = (name: string) => ({ body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } } });
    const names = async () =>
      (await stage.call('GET', maps)).body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);
    await stage.call('POST', maps, map('old'));
    faults.inject({ kind: 'stale-reads', side: 'kubernetes', for: '10s' });
    const before = await names();
    await stage.call('POST', maps, map('new'));
    await stage.call('DELETE', `${maps}/old`);
    expect(await names()).toEqual(before);
    expect((await stage.call('GET', `${maps}/new`)).code).toBe(404);
    expect((await stage.call('GET', `${maps}/old`)).code).toBe(200);
    const seen = stage.watch(
      `${maps}?watch=true&resourceVersion=${(await stage.call('GET', maps)).body.metadata.resourceVersion}`,
    );
    await vi.waitFor(() =>
      expect(seen.lines.map(({ type, object }) => `${type} ${object.metadata.name}`)).toEqual([
        'ADDED new',
        'DELETED old',
      ]),
    );
    seen.close();
    await seen.ended;
    await stage.clock.step(10_000);
    expect(await names()).toEqual(before.map((name: string) => (name === 'old' ? 'new' : name)).sort());
  });

  test('of ELBv2: through a whole change of the target type', async () => {
    faults.inject({ kind: 'stale-reads', side: 'elbv2' });
    expect(await groupsOf(stage)).toEqual([instances]);
    await stage.askFor('ip');
    await stage.sandbox.settle();
    expect(await groupsOf(stage)).toEqual([instances]);
    const { TargetGroups: [group] = [] } = await stage.elbv2.send(new DescribeTargetGroupsCommand({}));
    const { TargetGroupArn } = group ?? {};
    const health = await stage.elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    expect(health.TargetHealthDescriptions?.map((target) => target.TargetHealth?.State)).toEqual([
      'healthy',
      'healthy',
      'healthy',
    ]);
    const tags = await stage.elbv2.send(new DescribeTagsCommand({ ResourceArns: [TargetGroupArn ?? ''] }));
    expect(tags.TagDescriptions?.[0]?.Tags?.length).toBeGreaterThan(0);
    faults.clear();
    expect(await groupsOf(stage)).toEqual([addresses]);
    await expect(stage.elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn }))).rejects.toMatchObject({
      name: 'TargetGroupNotFoundException',
    });
  });
});

describe('watches', () => {
  const path = '/api/v1/namespaces/ui/services?watch=true';

  test.each([
    ['end', 'end'],
    ['reset', 'ECONNRESET'],
  ] as const)('watch-cut, %s: those that are open, and those that begin, after a while', async (how, expected) => {
    const open = stage.watch(path);
    await vi.waitFor(() => expect(open.lines).toHaveLength(1));
    faults.inject({ kind: 'watch-cut', side: 'kubernetes', how, delay: '5s', count: 2 });
    const later = stage.watch(path);
    await vi.waitFor(() => expect(later.lines).toHaveLength(1));
    await stage.clock.step(5_000);
    expect(await Promise.all([open.ended, later.ended])).toEqual([expected, expected]);
    const last = stage.watch(path);
    await vi.waitFor(() => expect(last.lines).toHaveLength(1));
    await stage.clock.step(60_000);
    expect((await stage.call('GET', service)).code).toBe(200);
    faults.inject({ kind: 'watch-cut', side: 'kubernetes', calls: { resources: ['nodes'] } });
    expect(faults.list().at(-1), 'a watch of something else goes on').toMatchObject({ struck: 0 });
    faults.inject({ kind: 'watch-cut', side: 'kubernetes' });
    expect(await last.ended).toBe('end');
  });

  test('gone: an ERROR of code 410, for those that are open and those that begin', async () => {
    const open = stage.watch(path);
    await vi.waitFor(() => expect(open.lines).toHaveLength(1));
    faults.inject({ kind: 'gone', side: 'kubernetes', count: 2 });
    const later = stage.watch(path);
    for (const { lines, ended } of [open, later]) {
      expect(await ended).toBe('end');
      expect(lines.at(-1)).toMatchObject({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } });
    }
    const last = stage.watch(path);
    await vi.waitFor(() => expect(last.lines.map(({ type }) => type)).toEqual(['ADDED']));
    last.close();
    await last.ended;
  });

  test('gone: a list that goes on from a token', async () => {
    const { body } = await stage.call('GET', '/api/v1/pods?limit=1');
    faults.inject({ kind: 'gone', side: 'kubernetes', count: 1 });
    const next = `/api/v1/pods?limit=1&continue=${encodeURIComponent(body.metadata.continue)}`;
    expect(await stage.call('GET', next)).toMatchObject({ code: 410, body: { reason: 'Expired' } });
    expect((await stage.call('GET', next)).code).toBe(200);
  });
});
