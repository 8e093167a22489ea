import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type History, noHistory } from '../../../src/judge/history.ts';
import { judge } from '../../../src/judge/inspection.ts';
import { nextStep } from '../../../src/judge/migration/next-step.ts';
import { remember } from '../../../src/judge/remember.ts';
import { rememberStep } from '../../../src/judge/remember-step.ts';
import { readAction } from '../../../src/judge/weighted/actions.ts';
import type { Intent, Step } from '../../../src/model/migration.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { TargetType } from '../../../src/model/target-type.ts';
import { healthy, later, nodeTargets, podTargetsOf, registering } from '../snapshot-builder.ts';
import { crossing } from './crossing.ts';

/** A cluster, a controller and ELBv2, as far as a migration over a bridge goes. */
interface World {
  readonly asked: TargetType;
  /** Of the controller's own group. */
  readonly base: TargetType;
  readonly isBaseHealthy: boolean;
  readonly bridge: TargetType | null;
  readonly isBound: boolean;
  readonly isFilled: boolean;
  readonly isBridgeHealthy: boolean;
  readonly action: readonly [number, number] | null;
  readonly shown: readonly [number, number] | null;
  readonly version: number;
  readonly seconds: number;
}

const begin: World = {
  asked: 'instance',
  base: 'instance',
  isBaseHealthy: true,
  bridge: null,
  isBound: false,
  isFilled: false,
  isBridgeHealthy: false,
  action: null,
  shown: null,
  version: 1,
  seconds: 0,
};

/** What happens beside nlbctl, in any order. */
const moves = {
  controller: (world) => ({
    ...world,
    shown: world.action,
    ...(world.base === world.asked ? {} : { base: world.asked, isBaseHealthy: false }),
  }),
  fill: (world) => ({ ...world, isFilled: world.isBound, isBridgeHealthy: world.isBridgeHealthy && world.isBound }),
  check: (world) => ({ ...world, isBaseHealthy: true, isBridgeHealthy: world.isFilled && world.shown !== null }),
  time: (world) => ({ ...world, seconds: world.seconds + 1000 }),
  nothing: (world) => world,
} as const satisfies Record<string, (world: World) => World>;

type Move = keyof typeof moves;

function targets(type: TargetType, isHealthy: boolean) {
  const state = isHealthy ? healthy : registering;
  return type === 'ip' ? podTargetsOf([state]) : nodeTargets([state, state, state]);
}

function snapshotOf(world: World): Snapshot {
  const { asked, base, bridge, action, shown, isBound } = world;
  const there = crossing({
    ...{ asked, base, bridge, action, shown: bridge === null ? null : shown, bound: isBound },
    baseGroup: { targets: targets(base, world.isBaseHealthy) },
    bridgeGroup: { targets: world.isFilled && bridge !== null ? targets(bridge, world.isBridgeHealthy) : [] },
    service: { resourceVersion: String(world.version) },
  });
  return { ...there, at: later(world.seconds) };
}

/** Carries out a step; throws where what it needs is not there, or where it changes nothing. */
function apply(world: World, step: Step): World {
  const next = { ...world, version: world.version + 1 };
  const change = (what: Partial<World>, isNew: boolean) => {
    if (!isNew) throw new Error(`${step.kind} changes nothing: ${JSON.stringify(world)}`);
    return { ...next, ...what };
  };
  switch (step.kind) {
    case 'create-bridge-groups':
      return change({ bridge: world.base }, world.bridge === null);
    case 'create-bridge-bindings':
      return change({ isBound: true }, world.bridge !== null && !world.isBound);
    case 'set-weights': {
      const [text] = Object.values(step.annotations);
      const action = text == null ? null : readAction(text);
      const pair = action === null ? null : ([action.base, action.bridge] as const);
      return change({ action: pair }, JSON.stringify(pair) !== JSON.stringify(world.action) && world.bridge !== null);
    }
    case 'set-target-type':
      // The one write that empties the controller's group: it must have no connections by then.
      if (world.shown?.[0] !== 0) throw new Error(`the type is changed under traffic: ${JSON.stringify(world)}`);
      return change({ asked: step.to }, world.asked !== step.to);
    case 'delete-bridge-bindings':
      return change({ isBound: false, isFilled: false, isBridgeHealthy: false }, world.isBound);
    case 'delete-bridge-groups':
      if (world.shown !== null || world.isBound) throw new Error('a group that is in use is deleted');
      return change({ bridge: null }, world.bridge !== null);
    case 'touch-service':
      throw new Error('nothing was lost');
  }
}

/** Every group that the listener gives connections can carry them. */
function serves({ shown, isBaseHealthy, isBridgeHealthy, isFilled }: World): boolean {
  if (shown === null) return isBaseHealthy;
  return (shown[0] === 0 || isBaseHealthy) && (shown[1] === 0 || (isBridgeHealthy && isFilled));
}

const intentTo = (to: TargetType): Intent => ({
  to,
  from: to === 'ip' ? 'instance' : 'ip',
  strategy: 'weighted',
  rollingBack: false,
  stable: { looks: 2 },
  weighted: { weights: [10, 50, 100], settleSeconds: 600, drainSeconds: 300, canary: false, isGated: false },
});

const scene = fc.record({
  move: fc.constantFrom<Move>('controller', 'fill', 'check', 'time', 'nothing', 'nothing'),
  /** nlbctl ends here, and a command to go to this type is given. */
  killed: fc.option(fc.constantFrom<TargetType>('ip', 'instance'), { nil: null, freq: 6 }),
});

/** Everything happens that is due. */
const fairly = (world: World): World =>
  (['controller', 'fill', 'check', 'time'] as const).reduce((before, move) => moves[move](before), world);

/** One look ten seconds later, and the step that it asks for. */
function looked(before: World, history: History, to: TargetType) {
  const world = { ...before, seconds: before.seconds + 10 };
  const snapshot = snapshotOf(world);
  const inspection = judge(snapshot);
  const seen = remember(history, snapshot, inspection);
  const next = nextStep(snapshot, inspection, seen, intentTo(to));
  return next.kind === 'step'
    ? { next, world: apply(world, next.step), history: rememberStep(seen, next.step, snapshot) }
    : { next, world, history: seen };
}

/** What befalls a group meanwhile. */
const failures = {
  baseFails: (world) => ({ ...world, isBaseHealthy: false }),
  bridgeFails: (world) => ({ ...world, isBridgeHealthy: false }),
} as const satisfies Record<string, (world: World) => World>;

test('connections leave a group that fails for one that holds as soon as it is seen, and the controller has followed', () => {
  const types = fc.constantFrom<TargetType>('ip', 'instance');
  const failure = fc.constantFrom<keyof typeof failures>('baseFails', 'bridgeFails');
  const scenes = fc.record({ rounds: fc.nat(30), left: fc.boolean(), failure, first: types, last: types });
  let diverted = 0;
  fc.assert(
    fc.property(scenes, ({ rounds, left, failure: fails, first, last }) => {
      let world = begin;
      let history: History = noHistory;
      const look = (to: TargetType) => {
        const { next, ...after } = looked(world, history, to);
        ({ world, history } = after);
        if (next.kind === 'step' && next.message.includes('has no healthy target:')) diverted += 1;
      };
      for (let round = 0; round < rounds; round += 1) {
        world = fairly(world);
        look(first);
      }
      if (left) history = noHistory;
      world = failures[fails](world);
      for (let round = 0; round < 3; round += 1) {
        look(last);
        world = moves.controller(world);
      }
      const { shown, isBaseHealthy, isBridgeHealthy, isFilled } = world;
      if (shown === null) return;
      const holds = isBridgeHealthy && isFilled;
      expect(!isBaseHealthy && holds && shown[0] > 0, JSON.stringify(world)).toBe(false);
      expect(isBaseHealthy && !holds && shown[1] > 0, JSON.stringify(world)).toBe(false);
    }),
    { numRuns: 500 },
  );
  expect(diverted).toBeGreaterThan(20);
});

test('from wherever it is left, in whatever order things happen, it comes to its end, and the listener is never without a healthy target', () => {
  fc.assert(
    fc.property(fc.array(scene, { maxLength: 60 }), fc.constantFrom<TargetType>('ip', 'instance'), (scenes, last) => {
      let world = begin;
      let history: History = noHistory;
      let to: TargetType = 'ip';
      let writes = 0;
      let isFair = false;
      const look = (): boolean => {
        const { next, ...after } = looked(world, history, to);
        ({ world, history } = after);
        if (next.kind === 'stuck') {
          // Time passed, and nobody moved: it gives up, and is begun again.
          if (isFair) throw new Error(`stuck: ${next.message} ${JSON.stringify(world)}`);
          history = noHistory;
        }
        if (next.kind === 'step') writes += 1;
        expect(serves(world), JSON.stringify(world)).toBe(true);
        return next.kind === 'done';
      };
      const restart = (type: TargetType) => {
        to = type;
        history = noHistory;
      };
      for (const { move, killed } of scenes) {
        if (killed !== null) restart(killed);
        look();
        world = moves[move](world);
        expect(serves(world), `${move}: ${JSON.stringify(world)}`).toBe(true);
      }
      restart(last);
      isFair = true;
      writes = 0;
      let isDone = false;
      for (let round = 0; round < 120 && !isDone; round += 1) {
        world = fairly(world);
        isDone = look();
      }
      expect(isDone, JSON.stringify(world)).toBe(true);
      expect(world).toMatchObject({ asked: last, base: last, bridge: null, action: null, shown: null, isBound: false });
      // Create, bind, share, move, flip, three shares, unshare, unbind, delete; at the worst from just after a share.
      expect(writes).toBeLessThanOrEqual(12);
    }),
    { numRuns: 150 },
  );
});
