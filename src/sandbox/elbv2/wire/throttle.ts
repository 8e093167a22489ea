import type { SandboxClock } from '../../clock.ts';
import { Elbv2Error } from '../elbv2-error.ts';

/** The kinds of actions that share a bucket, beside the one that all of them share. */
export type BucketKind = 'read' | 'write' | 'registration' | 'resource-intensive';

/** How many calls at once, and how many come back a second (ELB user guide, "API throttling"). */
const buckets = {
  account: { size: 40, perSecond: 10 },
  read: { size: 40, perSecond: 10 },
  write: { size: 20, perSecond: 3 },
  registration: { size: 20, perSecond: 4 },
  'resource-intensive': { size: 10, perSecond: 0.2 },
} as const satisfies Record<BucketKind | 'account', { size: number; perSecond: number }>;

/** How often buckets are filled up, in milliseconds of the sandbox's time. */
const step = 250;

interface Bucket {
  ready(): boolean;
  take(): void;
}

/** Fills up on the clock, so that it is as much faster as the rest of the sandbox; no timer runs while it is full. */
function createBucket(clock: SandboxClock, size: number, perSecond: number): Bucket {
  let tokens = size;
  let filling = false;
  const fill = () => {
    tokens = Math.min(size, tokens + (perSecond * step) / 1000);
    filling = tokens < size;
    if (filling) clock.after(step, fill);
  };
  return {
    ready: () => tokens >= 1,
    take() {
      tokens -= 1;
      if (filling) return;
      filling = true;
      clock.after(step, fill);
    },
  };
}

/** The buckets of one account in one region: the function takes a call of that kind, or refuses it with Throttling. */
export function createThrottle(clock: SandboxClock): (kind: BucketKind) => void {
  const create = (kind: keyof typeof buckets) => createBucket(clock, buckets[kind].size, buckets[kind].perSecond);
  const shared = create('account');
  const own = {
    read: create('read'),
    write: create('write'),
    registration: create('registration'),
    'resource-intensive': create('resource-intensive'),
  } satisfies Record<BucketKind, Bucket>;
  return (kind) => {
    if (!shared.ready() || !own[kind].ready()) throw new Elbv2Error('Throttling', 'Rate exceeded');
    shared.take();
    own[kind].take();
  };
}
