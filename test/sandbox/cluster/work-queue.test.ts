import { expect, test } from 'vitest';
import { steppedClock } from '../../../src/sandbox/clock.ts';
import { createWorkQueue } from '../../../src/sandbox/cluster/work-queue.ts';

const start = Date.UTC(2026, 10, 25);
const stage = (work: Parameters<typeof createWorkQueue>[0]['reconcile'] = () => {}, maximumBackoff?: number) => {
  const clock = steppedClock(start);
  const runs: string[] = [];
  const queue = createWorkQueue({
    clock,
    reconcile(key) {
      runs.push(`${key} ${clock.now() - start}`);
      return work(key);
    },
    ...(maximumBackoff === undefined ? {} : { maximumBackoff }),
  });
  return { clock, runs, queue };
};

test('a key waits once, and keeps the earlier instant', async () => {
  const { clock, runs, queue } = stage();
  queue.add('a', 100);
  queue.add('a', 300);
  queue.add('a', 50);
  queue.add('b');
  expect(queue.busy()).toBe(true);
  await clock.step(1_000);
  expect(runs).toEqual(['b 0', 'a 50']);
  expect(queue.busy()).toBe(false);
});

test('a key that is added while it is worked on comes again when that is done, never twice at a time', async () => {
  let end = () => {};
  const { clock, runs, queue } = stage(
    () =>
      new Promise<void>((resolve) => {
        end = resolve;
      }),
  );
  queue.add('a');
  await clock.step(10);
  queue.add('a');
  queue.add('a');
  await clock.step(10);
  expect(runs).toEqual(['a 0']);
  end();
  await clock.step(10);
  expect(runs).toEqual(['a 0', 'a 20']);
  end();
  await clock.step(10);
  expect(runs).toHaveLength(2);
});

test('a key that fails comes later and later, and begins anew after a success', async () => {
  let fails = true;
  const { clock, runs, queue } = stage(() => {
    if (fails) throw new Error('no');
  });
  queue.add('a');
  await clock.step(40);
  expect(runs).toEqual(['a 0', 'a 5', 'a 15', 'a 35']);
  fails = false;
  await clock.step(60);
  expect(runs.at(-1)).toBe('a 75');
  expect(queue.busy()).toBe(false);
  fails = true;
  queue.add('a');
  await clock.step(5);
  expect(runs.slice(-2)).toEqual(['a 100', 'a 105']);
});

test('the wait has a limit, and a key that has failed for a good second is not waited for', async () => {
  const { clock, runs, queue } = stage(() => {
    throw new Error('no');
  }, 2_000);
  queue.add('a');
  await clock.step(1_200);
  expect(queue.busy()).toBe(true);
  await clock.step(100_000);
  expect(queue.busy()).toBe(false);
  const instants = runs.map((run) => Number(run.split(' ')[1]));
  expect((instants.at(-1) ?? 0) - (instants.at(-2) ?? 0)).toBe(2_000);
});

test('what is cleared does not come back, not even what was under way', async () => {
  let fail = (_error: Error) => {};
  const { clock, runs, queue } = stage(
    () =>
      new Promise<void>((_resolve, reject) => {
        fail = reject;
      }),
  );
  queue.add('a');
  queue.add('b', 100);
  await clock.step(10);
  queue.clear();
  fail(new Error('stopped'));
  await clock.step(10_000);
  expect(runs).toEqual(['a 0']);
});

test('a key that asks to come again is no failure; after half an hour of that it is not waited for', async () => {
  let wait: number | undefined = 15_000;
  const { clock, runs, queue } = stage(async () => wait);
  queue.add('a');
  await clock.step(31_000);
  expect(runs).toEqual(['a 0', 'a 15000', 'a 30000']);
  expect(queue.busy()).toBe(true);
  await clock.step(1_800_000);
  expect(queue.busy()).toBe(false);
  expect(runs, 'it comes all the same').toHaveLength(123);
  queue.add('a');
  expect(queue.busy(), 'news of it are waited for').toBe(true);
  wait = undefined;
  await clock.step(1);
  expect(queue.busy()).toBe(false);
  expect(runs).toHaveLength(124);
});
