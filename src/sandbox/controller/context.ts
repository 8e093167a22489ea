import type { SandboxClock } from '../clock.ts';
import type { Topology } from '../cluster/topology.ts';
import type { Elbv2Api } from '../elbv2/api.ts';
import type { FaultBoard } from '../faults/board.ts';
import type { Random } from '../random.ts';
import type { ObjectStore } from '../store/object.ts';
import type { ControllerDelays } from './delays.ts';
import type { ControllerSettings } from './settings.ts';
import type { StepRunner } from './steps.ts';

/** What every part of the controller works with. */
export interface ControllerContext {
  readonly store: ObjectStore;
  readonly clock: SandboxClock;
  readonly random: Random;
  readonly elbv2: Elbv2Api;
  readonly topology: Topology;
  readonly settings: ControllerSettings;
  readonly delays: ControllerDelays;
  readonly faults: FaultBoard;
  /** Lets time pass; rejects when the controller's process has ended meanwhile. */
  pause(milliseconds: number): Promise<void>;
  /** Makes one call of ELBv2, which takes its time. */
  aws<T>(call: () => T): Promise<T>;
  /** Does one of the controller's steps, with what faults make of it. */
  readonly step: StepRunner;
  /** Makes one write to the Kubernetes API. */
  kubernetes<T>(call: () => T): Promise<T>;
}

/** The controller's process has ended; nobody reports it. */
export class ControllerStopped extends Error {
  override readonly name = 'ControllerStopped';
}

/** The reconcile is not done and has not failed: it comes again after a while, without an event. */
export class RequeueAfter extends Error {
  override readonly name = 'RequeueAfter';
  readonly milliseconds: number;
  constructor(milliseconds: number, why: string) {
    super(why);
    this.milliseconds = milliseconds;
  }
}
