import type { Fault } from '../../src/sandbox/faults/fault.ts';
import type { Stage } from '../sandboxed.ts';
import type { Strategy } from './migrating.ts';

/** Something that goes wrong while a migration is under way. */
export interface Hurt {
  readonly name: string;
  /** It is there from the moment until the run has ended. */
  readonly faults: (stage: Stage) => readonly Fault[];
  /** How the run that is hurt may end; whatever it is, the same command must come to the end afterwards. */
  readonly mayEnd: readonly number[];
  /** It cuts connections by itself, whatever the migration does. */
  readonly cuts?: true;
  /** Afterwards the Service is somebody else's, as its field managers say: over a bridge it is refused then, and rightly. */
  readonly leavesKeeper?: true;
  /** Only with this strategy; left out: with both. */
  readonly only?: Strategy;
}

const reads = { verbs: ['get', 'list'], agent: 'nlbctl' } as const;
const actions = ['Describe*'] as const;
/** Passing troubles are borne, or, where they last, the run says that it could not know; before the first write nothing is done. */
const borne = [0, 4, 6] as const;
/** What keeps the change from being made ends in time, or is taken back. */
const hindered = [0, 4, 6, 7, 10, 11] as const;

const short = { for: '2m' } as const;

/** Every fault of the sandbox's, in the form in which it hurts. */
export const hurts: readonly Hurt[] = [
  {
    name: 'ELBv2 throttles',
    faults: () => [{ kind: 'throttled', side: 'elbv2', probability: 0.5, ...short }],
    mayEnd: borne,
  },
  {
    name: 'the API server throttles',
    faults: () => [
      { kind: 'throttled', side: 'kubernetes', calls: { agent: 'nlbctl' }, probability: 0.3, retryAfter: 1, count: 6 },
    ],
    mayEnd: borne,
  },
  {
    name: 'ELBv2 fails',
    faults: () => [{ kind: 'server-error', side: 'elbv2', probability: 0.4, ...short }],
    mayEnd: borne,
  },
  {
    name: 'the API server fails',
    faults: () => [
      { kind: 'server-error', side: 'kubernetes', calls: { agent: 'nlbctl' }, probability: 0.4, ...short },
    ],
    mayEnd: borne,
  },
  {
    name: 'reads are reset',
    faults: () => [{ kind: 'reset', side: 'kubernetes', calls: reads, probability: 0.4, ...short }],
    mayEnd: borne,
  },
  {
    name: 'answers of ELBv2 are reset',
    faults: () => [{ kind: 'reset', side: 'elbv2', when: 'after', probability: 0.4, ...short }],
    mayEnd: borne,
  },
  {
    name: 'answers to patches are lost',
    faults: () => [{ kind: 'reset', side: 'kubernetes', calls: { verbs: ['patch'] }, when: 'after', count: 2 }],
    mayEnd: borne,
  },
  {
    name: 'answers are slow',
    faults: () => [{ kind: 'slow', side: 'elbv2', calls: { actions: [...actions] }, delay: '20s', ...short }],
    mayEnd: borne,
  },
  {
    name: 'reads are stale',
    faults: () => [{ kind: 'stale-reads', side: 'kubernetes', calls: { agent: 'nlbctl' }, for: '30s' }],
    mayEnd: [...borne, 9],
  },
  {
    name: 'Describe calls are stale',
    faults: () => [{ kind: 'stale-reads', side: 'elbv2', for: '30s' }],
    mayEnd: borne,
  },
  { name: 'the token of AWS expires', faults: () => [{ kind: 'expired-token', side: 'elbv2' }], mayEnd: [6] },
  {
    name: 'the token of the cluster expires',
    faults: () => [{ kind: 'expired-token', side: 'kubernetes', calls: { agent: 'nlbctl' } }],
    mayEnd: [6],
  },
  {
    name: 'reading targets is denied',
    faults: () => [{ kind: 'denied', side: 'elbv2', calls: { actions: ['DescribeTargetHealth'] } }],
    mayEnd: [0, 6],
  },
  {
    name: 'patching is denied',
    faults: () => [{ kind: 'denied', side: 'kubernetes', calls: { verbs: ['patch'] } }],
    mayEnd: [0, 6],
  },
  {
    name: 'writing in AWS is denied',
    faults: () => [{ kind: 'denied', side: 'elbv2', calls: { actions: ['CreateTargetGroup', 'DeleteTargetGroup'] } }],
    mayEnd: [0, 6],
    only: 'weighted',
  },
  {
    name: 'patches conflict',
    faults: () => [{ kind: 'conflict', side: 'kubernetes', calls: { verbs: ['patch'] }, count: 3 }],
    mayEnd: [0, 4, 9],
  },
  { name: 'lists have expired', faults: () => [{ kind: 'gone', side: 'kubernetes', count: 5 }], mayEnd: borne },
  { name: 'watches are cut', faults: () => [{ kind: 'watch-cut', side: 'kubernetes', ...short }], mayEnd: [0] },
  {
    name: 'the controller is down for a while',
    faults: () => [{ kind: 'controller-down', for: '3m' }],
    mayEnd: hindered,
  },
  {
    name: 'the controller is slow',
    faults: () => [{ kind: 'controller-slow', delay: '10s', ...short }],
    mayEnd: hindered,
  },
  ...(
    [
      'create-group',
      'switch-listener',
      'create-binding',
      'register-targets',
      'delete-binding',
      'clean-up-binding',
      'delete-group',
    ] as const
  ).flatMap((step): Hurt[] => [
    {
      name: `the controller restarts after ${step}`,
      faults: () => [{ kind: 'controller-restarts', after: step, down: '20s', count: 1 }],
      mayEnd: hindered,
    },
    {
      name: `the controller fails at ${step}`,
      faults: () => [{ kind: 'controller-fails', at: step, count: 2 }],
      mayEnd: hindered,
    },
  ]),
  {
    name: 'the webhook of bindings is down',
    faults: () => [{ kind: 'binding-webhook-down', ...short }],
    mayEnd: hindered,
  },
  { name: 'bindings hang in deletion', faults: () => [{ kind: 'binding-stuck', ...short }], mayEnd: hindered },
  { name: 'pods are not ready', faults: () => [{ kind: 'pods-not-ready', for: '90s' }], cuts: true, mayEnd: hindered },
  {
    name: 'health checks are blocked',
    faults: () => [{ kind: 'port-blocked', targetType: 'ip', port: 8080, for: '90s' }],
    cuts: true,
    mayEnd: hindered,
  },
  {
    name: 'a node goes',
    faults: () => [{ kind: 'node-gone', node: 'i-0a1b2c3d4e5f60003', for: '2m' }],
    cuts: true,
    mayEnd: hindered,
  },
  {
    name: 'somebody takes the patch back',
    faults: () => [{ kind: 'service-reverted', namespace: 'ui', name: 'ui-nlb', count: 1 }],
    mayEnd: [0, 4, 7, 11],
    leavesKeeper: true,
  },
];
