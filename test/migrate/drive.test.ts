import { describe, expect, test } from 'vitest';
import { type DriveEnd, type Driving, drive } from '../../src/migrate/drive.ts';
import { outcomeOfMigration } from '../../src/migrate/migration-outcome.ts';
import { annotation } from '../../src/model/annotations.ts';
import { NlbctlError } from '../../src/model/errors.ts';
import type { ControllerEvent } from '../../src/model/event.ts';
import type { Intent, Step } from '../../src/model/migration.ts';
import type { Outcome, Progress } from '../../src/model/progress.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import {
  healthy,
  instanceSnapshot,
  ipSnapshot,
  registering,
  serviceOfType,
  start,
  unhealthy,
} from '../judge/snapshot-builder.ts';

const intent: Intent = {
  to: 'ip',
  from: 'instance',
  strategy: 'in-place',
  rollingBack: false,
  stable: { looks: 2 },
  weighted: { weights: [100], settleSeconds: 0, drainSeconds: 0, canary: false, isGated: false },
};

/** A look, a failure, or something that is done before the next one. */
type Scene = Snapshot | Error | (() => void);

interface Driven {
  readonly said: readonly Progress[];
  readonly phases: readonly string[];
  readonly steps: readonly Step[];
  readonly end: DriveEnd;
  readonly outcome: Outcome;
  readonly asked: readonly string[];
}

const before = instanceSnapshot();
const askedFor: Snapshot = { ...before, service: serviceOfType('ip') };
const starting = ipSnapshot([healthy, registering]);
const ready = ipSnapshot([healthy, healthy]);
const passing = new NlbctlError('AwsThrottled', 'slow down');

/** Drives through a script of looks, ten seconds apart; the last one goes on for ever. */
async function through(script: readonly Scene[], options: Partial<Driving> = {}): Promise<Driven> {
  let now = Date.parse(start);
  let at = 0;
  const steps: Step[] = [];
  const asked: string[] = [];
  const told: Progress[] = [];
  const drives = drive({
    look: async () => {
      for (;;) {
        const scene = script[Math.min(at++, script.length - 1)];
        if (scene instanceof Error) throw scene;
        if (typeof scene === 'object') {
          // Each write makes a new version.
          const resourceVersion = `${1000 + steps.length}`;
          return { ...scene, service: { ...scene.service, resourceVersion }, at: new Date(now).toISOString() };
        }
        scene?.();
      }
    },
    intent,
    before,
    timeout: 600_000,
    rollbackTimeout: 300_000,
    interval: 10_000,
    clock: {
      now: () => now,
      sleep: async (milliseconds, signal) => {
        signal.throwIfAborted();
        now += milliseconds;
      },
    },
    signal: new AbortController().signal,
    abandon: new AbortController().signal,
    mayGoBack: async (why, way) => {
      asked.push(`${way.kind}: ${why}`);
      return way.kind === 'cheap';
    },
    ...options,
    act: async (step, ...given) => {
      await options.act?.(step, ...given);
      steps.push(step);
    },
  });
  for (;;) {
    const next = await drives.next();
    if (next.done !== true) {
      told.push(next.value);
      continue;
    }
    const end = next.value;
    const said = told.filter(({ type }) => type !== 'look');
    const phases = told.flatMap((each) => (each.type === 'phase' ? [each.phase] : []));
    const outcome = outcomeOfMigration(end, { intent, changed: true, startedAt: start, elapsedSeconds: 10 });
    return { said, phases, steps, end, asked, outcome };
  }
}

const setType = (to: 'ip' | 'instance') => ({ kind: 'set-target-type', to }) as const;

function failing(count: number, last: string): ControllerEvent {
  return {
    type: 'Warning',
    reason: 'FailedDeployModel',
    message: 'Failed deploy model due to AccessDenied',
    object: { kind: 'Service', name: 'ui-nlb' },
    source: 'service',
    count,
    firstTimestamp: start,
    lastTimestamp: last,
  };
}

/** Asked for, and the controller fails at it for ever. */
const stuck: Snapshot = { ...askedFor, events: [failing(9, '2026-12-31T00:00:00Z')] };

describe('a migration', () => {
  test('writes once, and goes through its phases, each told once', async () => {
    const { steps, phases, outcome } = await through([askedFor, askedFor, starting, ready, ready]);
    expect(steps).toEqual([setType('ip')]);
    expect(phases).toEqual(['Patched', 'Registering', 'Stabilizing', 'Verified']);
    expect(outcome).toMatchObject({ outcome: 'ready', exitCode: 0, changed: true, phase: 'Verified', next: [] });
  });

  test('that was asked for already writes nothing', async () => {
    const { steps, outcome } = await through([starting, ready, ready], { before: askedFor });
    expect(steps).toEqual([]);
    expect(outcome).toMatchObject({ outcome: 'ready', exitCode: 0 });
  });

  test('survives failures that may pass, and what is never seen again is not known', async () => {
    const { outcome } = await through([passing, askedFor, passing, ready, ready]);
    expect(outcome).toMatchObject({ outcome: 'ready', exitCode: 0 });
    const blind = await through([passing], { timeout: 0 });
    expect(blind.outcome).toMatchObject({
      outcome: 'could-not-know',
      exitCode: 6,
      reason: 'slow down.',
      next: ['nlbctl migrate ui-nlb -n ui --to ip', 'nlbctl migrate ui-nlb -n ui --to instance'],
    });
  });

  test('ends where nothing can be known any more: 6, with both ways on', async () => {
    const { outcome } = await through([askedFor, new NlbctlError('AwsCredentialsExpired', 'the session is over')]);
    expect(outcome).toMatchObject({ outcome: 'could-not-know', exitCode: 6, changed: true });
    expect(outcome.next).toHaveLength(2);
  });

  test('whose first write fails throws it: it says itself whether anything was written', async () => {
    const denied = new NlbctlError('KubernetesForbidden', 'you may not');
    const act = async () => {
      throw denied;
    };
    await expect(through([askedFor], { act })).rejects.toBe(denied);
  });

  test('of a Service that is deleted meanwhile: 5, and nobody can mend it', async () => {
    const { outcome } = await through([askedFor, new NlbctlError('ServiceNotFound', 'it does not exist')]);
    expect(outcome).toMatchObject({ outcome: 'gone', exitCode: 5, next: [] });
  });

  test('that somebody takes back is not fought over: 11, and it is said who did', async () => {
    const { service } = before;
    const managers = { [annotation.targetType]: ['argocd-controller', 'nlbctl'] };
    const back = { ...before, service: { ...service, annotationManagers: managers } };
    const { steps, outcome } = await through([askedFor, back]);
    expect(steps).toEqual([setType('ip')]);
    expect(outcome).toMatchObject({ outcome: 'taken-back', exitCode: 11 });
    expect(outcome.reason).toContain('was changed to "instance" by argocd-controller');
    const atOnce = await through([back]);
    expect(atOnce.steps, 'before the first look').toEqual([setType('ip')]);
    expect(atOnce.outcome.outcome).toBe('taken-back');
  });
});

describe('the way back', () => {
  test('is gone while it is cheap, when the controller cannot make the change: 10, verified', async () => {
    const { steps, phases, outcome, end, asked } = await through([...Array<Snapshot>(14).fill(stuck), before, before]);
    expect(asked).toEqual([expect.stringMatching(/^cheap: The controller cannot make the change/)]);
    expect(steps).toEqual([setType('ip'), setType('instance')]);
    expect(phases.slice(-3)).toEqual(['Failed', 'RollingBack', 'RolledBack']);
    expect(outcome).toMatchObject({ outcome: 'rolled-back', exitCode: 10, phase: 'RolledBack' });
    expect(outcome.next).toContain('nlbctl migrate ui-nlb -n ui --to ip');
    expect(end.rollback).toMatchObject({ way: 'cheap', verified: true });
  });

  test('is not gone when it costs a second switch: 11, with the command', async () => {
    const { steps, outcome, end, asked } = await through([askedFor, ipSnapshot([healthy, unhealthy])]);
    expect(asked).toEqual([expect.stringMatching(/^costly: Port 80: 1 of 2 required targets keeps failing/)]);
    expect(steps).toEqual([setType('ip')]);
    expect(end.rollback).toBeNull();
    expect(outcome).toMatchObject({ outcome: 'failing', exitCode: 11 });
    expect(outcome.next).toContain('nlbctl migrate ui-nlb -n ui --to instance');
  });

  test('costs a second switch when that is allowed', async () => {
    const lost = ipSnapshot([healthy, unhealthy]);
    const script = [askedFor, ...Array<Snapshot>(6).fill(lost), before, before];
    const { steps, outcome, end } = await through(script, { mayGoBack: async () => true });
    expect(steps.at(-1)).toEqual(setType('instance'));
    expect(outcome).toMatchObject({ outcome: 'rolled-back', exitCode: 10 });
    expect(end.rollback).toMatchObject({ way: 'costly', verified: true });
  });

  test('that does not come to its end is 11, and the command goes on with it', async () => {
    const half = { ...before, service: serviceOfType('instance'), targetGroups: [], listeners: [] };
    const { outcome, end } = await through([...Array<Snapshot>(14).fill(stuck), half]);
    expect(end.rollback).toMatchObject({ verified: false });
    expect(outcome).toMatchObject({ outcome: 'failing', exitCode: 11 });
    expect(outcome.reason).toContain('the old state was not seen yet');
    expect(outcome.next).toEqual(['nlbctl inspect ui-nlb -n ui', 'nlbctl migrate ui-nlb -n ui --to instance']);
  });

  test('a timeout while nothing moves asks for it, one while something moves does not, one of 0 never', async () => {
    const idle = await through([askedFor, askedFor, askedFor, before], { timeout: 25_000 });
    expect(idle.asked).toEqual([]);
    const long = await through([askedFor], { timeout: 300_000, mayGoBack: async () => false });
    expect(long.outcome).toMatchObject({ outcome: 'timed-out', exitCode: 4 });
    const still = await through([...Array<Snapshot>(30).fill(askedFor), before, before], { timeout: 290_000 });
    expect(still.asked).toEqual([expect.stringContaining('The time is up, and nothing moves any more.')]);
    expect(still.outcome).toMatchObject({ outcome: 'rolled-back', exitCode: 10 });
    const once = await through([askedFor], { timeout: 0 });
    expect([once.asked, once.outcome.exitCode]).toEqual([[], 4]);
  });

  test('is gone when it is asked for, whatever it costs', async () => {
    const abandon = new AbortController();
    const script = [
      askedFor,
      starting,
      () => abandon.abort('SIGINT asked for the way back.'),
      starting,
      starting,
      before,
      before,
    ];
    const { steps, outcome, asked } = await through(script, { abandon: abandon.signal });
    expect(asked).toEqual([]);
    expect(steps).toEqual([setType('ip'), setType('instance')]);
    expect(outcome).toMatchObject({ outcome: 'rolled-back', exitCode: 10 });
    expect(outcome.reason).toMatch(/^SIGINT asked for the way back\./);
  });

  test('begins with the next look when it is asked for during the first write', async () => {
    const abandon = new AbortController();
    const act = async () => abandon.abort('SIGTERM asked for the way back.');
    const { outcome, steps } = await through([askedFor, before, before], { act, abandon: abandon.signal });
    expect(steps).toEqual([setType('ip'), setType('instance')]);
    expect(outcome.exitCode).toBe(10);
  });
});

describe('a binding that went with the old state', () => {
  const { bindings: _, ...rest } = before;
  const events = [{ ...failing(1, start), type: 'Normal', reason: 'SuccessfullyReconciled', message: 'ok' }];
  const lost: Snapshot = { ...rest, bindings: [], events };
  const back: Intent = { ...intent, to: 'instance', from: 'ip' };

  test('is healed by a touch of the Service, once the controller says that it is done', async () => {
    const { steps, said, outcome } = await through([...Array<Snapshot>(9).fill(lost), before, before], {
      intent: back,
      before: lost,
    });
    expect(steps).toContainEqual({ kind: 'touch-service' });
    expect(said.find(({ type }) => type === 'step')).toMatchObject({ step: 'touch-service' });
    expect(outcome.exitCode).toBe(0);
  });

  test.each<[string, Partial<Snapshot>]>([
    ['while the controller has not said so', { events: [] }],
    [
      'while a binding is going',
      { bindings: before.bindings?.map((each) => ({ ...each, deletionTimestamp: start })) ?? [] },
    ],
    ['within the time that a touch is given', { service: { ...before.service, ownWriteAt: '2099-01-01T00:00:00Z' } }],
  ])('is left alone %s', async (_, change) => {
    const { steps } = await through([{ ...lost, ...change }], {
      intent: back,
      before: { ...lost, ...change },
      timeout: 100_000,
      mayGoBack: async () => false,
    });
    expect(steps).toEqual([]);
  });
});
