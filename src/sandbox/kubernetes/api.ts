import type { SandboxClock } from '../clock.ts';
import type { ObjectStore } from '../store/object.ts';
import type { Authorizer } from './rbac/authorizer.ts';

/** What the handlers of requests work with. */
export interface Api {
  readonly store: ObjectStore;
  readonly clock: SandboxClock;
  readonly authorizer: Authorizer;
}
