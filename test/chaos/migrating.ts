import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { expect } from 'vitest';
import type { Scenario } from '../../src/sandbox/scenario/scenario.ts';
import type { FrontRequest } from '../front.ts';
import { openStage, type Stage } from '../sandboxed.ts';

type Delays = NonNullable<Scenario['delays']>;

export type Strategy = 'in-place' | 'weighted';
export type TargetType = 'instance' | 'ip';

/** So many times as fast as AWS; nlbctl's own clock is the machine's. */
const speed = 200;

const executable = resolve(import.meta.dirname, '../../bin/nlbctl.js');
const targetType = 'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type';

/** A sandbox, and nlbctl as a process of its own that migrates a Service in it. */
export interface Field {
  readonly stage: Stage;
  /** Every call of nlbctl's of the run that is under way, in the order of their answers. */
  readonly calls: Call[];
  /** Runs a migration to its end, or until it is killed. */
  run(strategy: Strategy, to: TargetType, options?: RunOptions): Promise<Ended>;
  /** Throws unless the Service is served by this type alone, and nothing of a migration is left. */
  expectClean(to: TargetType, context: string): void;
  close(): Promise<void>;
}

interface RunOptions {
  /** Asked with each call that has been answered; SIGKILL as soon as it says so; left out: never. */
  readonly killAt?: (call: Call) => boolean;
  readonly more?: readonly string[];
  readonly onCall?: (call: Call) => void;
}

export interface Call {
  /** `GET services`, `DescribeTargetHealth`. */
  readonly what: string;
  readonly isWrite: boolean;
}

export interface Ended {
  /** null: it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What is silent is reset at once, so that nobody waits for what is lost. */
const usualDelays: Delays = { dataPlane: { connectTimeout: '0' } };

export async function openField(delays: Delays = usualDelays): Promise<Field> {
  const stage = await openStage({ change: { delays }, speed });
  // A pod in each zone: a zone without one leaves the NLB's DNS name, and connections to its address are lost by design.
  stage.sandbox.store.modify({ group: 'apps', resource: 'deployments' }, 'ui', 'ui', ({ spec }) => {
    spec.replicas = 3;
  });
  await stage.sandbox.settle();
  const calls: Call[] = [];
  let onCall: (call: Call) => void = () => undefined;
  const answered = (request: FrontRequest) => {
    const call = callOf(request);
    calls.push(call);
    onCall(call);
  };
  return {
    stage,
    calls,
    run(strategy, to, { killAt = () => false, more = [], onCall: told = () => undefined } = {}) {
      calls.length = 0;
      const argv = ['migrate', 'ui-nlb', '-n', 'ui', '--to', to, '--yes', '--quiet', '--strategy', strategy];
      const quick = [
        '--interval',
        '150ms',
        '--settle',
        '1s',
        '--drain',
        '200ms',
        '--weights',
        '50,100',
        '--lease',
        '500ms',
      ];
      const child = spawn(
        process.execPath,
        [executable, ...argv, ...quick, '--timeout', '90s', '--rollback-timeout', '90s', ...more],
        {
          env: { ...stage.env, PATH: process.env['PATH'] },
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      );
      stage.kubernetes.answered = answered;
      stage.elbv2.answered = answered;
      onCall = (call) => {
        told(call);
        if (killAt(call)) child.kill('SIGKILL');
      };
      const said = { stdout: '', stderr: '' };
      for (const stream of ['stdout', 'stderr'] as const)
        child[stream].setEncoding('utf8').on('data', (text: string) => {
          said[stream] += text;
        });
      return new Promise((done, fail) => {
        child.once('error', fail);
        child.once('close', (code) => {
          onCall = () => undefined;
          done({ code, ...said });
        });
      });
    },
    expectClean(to, context) {
      const { sandbox } = stage;
      const annotations =
        sandbox.store.get({ group: '', resource: 'services' }, 'ui', 'ui-nlb').metadata.annotations ?? {};
      expect(annotations[targetType], context).toBe(to);
      expect(
        Object.keys(annotations).filter((key) => key.includes('/actions.')),
        context,
      ).toEqual([]);
      expect(
        sandbox.elbv2.describeTargetGroups({}).map(({ TargetType }) => TargetType),
        context,
      ).toEqual([to]);
      const bindings = sandbox.store.list({ group: 'elbv2.k8s.aws', resource: 'targetgroupbindings' }, 'ui');
      expect(
        bindings.map(({ metadata }) => metadata.deletionTimestamp),
        context,
      ).toEqual([undefined]);
    },
    close: () => stage.stop(),
  };
}

function callOf({ method, path, form }: FrontRequest): Call {
  const action = form.get('Action');
  if (action !== null && path === '/') return { what: action, isWrite: !action.startsWith('Describe') };
  const resource = path.split('/').filter((part) => !/^(api|apis|v1|v1beta1|namespaces|ui)$/.test(part));
  const isReview = path.endsWith('selfsubjectaccessreviews');
  // A binding of a bridge has another name in each run.
  const what = resource.join('/').replace(/(targetgroupbindings)\/.*/, '$1/NAME');
  return { what: `${method} ${what}`, isWrite: method !== 'GET' && !isReview };
}
