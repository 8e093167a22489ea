import { DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { openFaultStage, service } from './stage.ts';

const stage = await openFaultStage();
const { calls } = stage.sandbox;

const label = (value: string) =>
  stage.call('PATCH', service, {
    body: { metadata: { labels: { at: value } } },
    contentType: 'application/merge-patch+json',
  });
const labels = async () => (await stage.call('GET', service)).body.metadata.labels?.at;
const patches = { side: 'kubernetes', calls: { verbs: ['patch'] } } as const;

test('a call is stopped once it was performed, and goes on when it is told', async () => {
  const pause = calls.pauseAt(patches, { nth: 2 });
  await label('one');
  const second = label('two');
  expect(await pause.reached).toMatchObject({
    side: 'kubernetes',
    verb: 'patch',
    resource: 'services',
    name: 'ui-nlb',
  });
  expect(await labels()).toBe('two');
  pause.release();
  expect((await second).code).toBe(200);
  expect((await label('three')).code, 'each pause stops one call').toBe(200);
});

test('or before it is performed', async () => {
  const pause = calls.pauseAt(patches, { when: 'before' });
  const sent = label('four');
  await pause.reached;
  expect(await labels()).toBe('three');
  pause.release();
  await sent;
  expect(await labels()).toBe('four');
});

test('its answer can be dropped, though the write was taken', async () => {
  const pause = calls.pauseAt(patches);
  const sent = label('five');
  await pause.reached;
  pause.drop();
  await expect(sent).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(await labels()).toBe('five');
});

test('somebody may only want to know that a call was made, by whom', async () => {
  const made = calls.made({ side: 'elbv2', calls: { agent: 'faults-test', actions: ['Describe*'] } }, 2);
  let known = false;
  void made.then(() => {
    known = true;
  });
  await stage.elbv2.send(new DescribeTargetGroupsCommand({}));
  await stage.call('GET', service);
  expect(known).toBe(false);
  await stage.elbv2.send(new DescribeTargetGroupsCommand({}));
  expect(await made).toMatchObject({
    side: 'elbv2',
    action: 'DescribeTargetGroups',
    accessKeyId: 'AKIATEST',
    arn: 'arn:aws:iam::123456789012:user/sandbox',
    agent: expect.stringContaining('faults-test'),
  });
});

test('calls of both sides can be counted together', async () => {
  const pause = calls.pauseAt(({ agent }) => agent.includes('faults-test'), { nth: 3 });
  await stage.call('GET', service);
  await stage.elbv2.send(new DescribeTargetGroupsCommand({}));
  const third = stage.elbv2.send(new DescribeTargetGroupsCommand({}));
  expect(await pause.reached).toMatchObject({ side: 'elbv2', action: 'DescribeTargetGroups' });
  pause.drop();
  await expect(third).rejects.toMatchObject({ code: 'ECONNRESET' });
});
