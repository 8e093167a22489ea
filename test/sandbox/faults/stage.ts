import { request } from 'node:https';
import { ElasticLoadBalancingV2Client, paginateDescribeTargetGroups } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, afterEach, onTestFinished } from 'vitest';
import { type SteppedClock, steppedClock } from '../../../src/sandbox/clock.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { loadScenario } from '../../../src/sandbox/scenario/load.ts';
import type { Scenario } from '../../../src/sandbox/scenario/scenario.ts';
import type { KubeObject } from '../../../src/sandbox/store/object.ts';
import { type Reply, readLines, replyTo } from '../reply.ts';

export interface CallOptions {
  readonly body?: unknown;
  readonly agent?: string;
  readonly contentType?: string;
}

/** A sandbox that has settled, and clients that reach it over HTTP: the AWS SDK, and one of the Kubernetes API. */
export interface FaultStage {
  readonly sandbox: Sandbox;
  readonly clock: SteppedClock;
  readonly elbv2: ElasticLoadBalancingV2Client;
  /** Rejects where the connection is closed without an answer. */
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
  /** Opens a watch: its lines so far, and how it ended. */
  watch(path: string): {
    readonly lines: { type: string; object: KubeObject }[];
    readonly ended: Promise<string>;
    close(): void;
  };
  /** `Type Reason: message` of the events of a kind, the oldest first, as a client reads them. */
  events(kind: string): Promise<string[]>;
  /** Asks for a target type as a user would. */
  askFor(targetType: 'instance' | 'ip'): Promise<void>;
  /** The target type of the workshop's Service as a client reads it. */
  targetType(): Promise<string | undefined>;
  /** Steps until something holds; fails when it does not within `limit` milliseconds. */
  until(holds: () => boolean | Promise<boolean>, limit?: number): Promise<void>;
}

const start = Date.UTC(2026, 10, 25, 12);
const service = '/api/v1/namespaces/ui/services/ui-nlb';
const annotation = 'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type';

/** For a whole file: begins with the workshop, settled. After each test there is no fault any more. */
export async function openFaultStage(): Promise<FaultStage> {
  const { stage, stop } = await open({});
  afterAll(stop);
  afterEach(() => {
    stage.sandbox.faults.clear();
  });
  return stage;
}

/** For one test: begins with the workshop with `change` laid over it, settled. */
export async function openOwnStage(change: Scenario = {}): Promise<FaultStage> {
  const { stage, stop } = await open(change);
  onTestFinished(stop);
  return stage;
}

async function open(change: Scenario): Promise<{ stage: FaultStage; stop: () => Promise<void> }> {
  const clock = steppedClock(start);
  const sandbox = await startSandbox({ scenario: { ...loadScenario('eks-workshop'), ...change }, clock });
  const elbv2 = new ElasticLoadBalancingV2Client({
    region: sandbox.region,
    endpoint: sandbox.aws.url,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    maxAttempts: 1,
    customUserAgent: 'faults-test',
  });
  await sandbox.settle().catch(async (error: unknown) => {
    await sandbox.stop();
    throw error;
  });
  const [token] = Object.keys(sandbox.kubernetes.identities);
  const send = (method: string, path: string, { body, agent = 'faults-test/1.0', contentType }: CallOptions = {}) => {
    const sent = request(`${sandbox.kubernetes.url}${path}`, {
      method,
      ca: sandbox.kubernetes.caPem,
      agent: false,
      headers: { authorization: `Bearer ${token}`, 'user-agent': agent },
    });
    if (body === undefined) return sent.end();
    const text = JSON.stringify(body);
    sent.setHeader('content-type', contentType ?? 'application/json');
    return sent.end(text);
  };
  const call: FaultStage['call'] = (method, path, options) => replyTo(send(method, path, options));
  const stage: FaultStage = {
    sandbox,
    clock,
    elbv2,
    call,
    watch(path) {
      const lines: { type: string; object: KubeObject }[] = [];
      const sent = send('GET', path);
      const ended = new Promise<string>((resolve) => readLines(sent, (line) => lines.push(line), resolve));
      return { lines, ended, close: () => sent.destroy() };
    },
    async events(kind) {
      const { body } = await call('GET', '/api/v1/events');
      const events: KubeObject[] = body.items.filter((event: KubeObject) => event['involvedObject'].kind === kind);
      return events
        .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
        .map(({ type, reason, message }) => `${type} ${reason}: ${message}`);
    },
    async askFor(targetType) {
      const body = { metadata: { annotations: { [annotation]: targetType } } };
      const { code } = await call('PATCH', service, { body, contentType: 'application/merge-patch+json' });
      if (code !== 200) throw new Error(`the patch was answered with ${code}`);
    },
    targetType: async () => (await call('GET', service)).body.metadata.annotations[annotation],
    async until(holds, limit = 120_000) {
      for (let waited = 0; !(await holds()); waited += 50) {
        if (waited > limit) throw new Error('it did not come about');
        await clock.step(50);
      }
    },
  };
  return {
    stage,
    async stop() {
      elbv2.destroy();
      await sandbox.stop();
    },
  };
}

/** The names of the target groups, as the AWS SDK reads them. */
export async function groupsOf({ elbv2 }: FaultStage): Promise<string[]> {
  const names: string[] = [];
  for await (const { TargetGroups = [] } of paginateDescribeTargetGroups({ client: elbv2 }, {}))
    names.push(...TargetGroups.map(({ TargetGroupName = '' }) => TargetGroupName));
  return names;
}

export const instances = 'k8s-ui-uinlb-fa38096dd9';
export const addresses = 'k8s-ui-uinlb-908febdef8';
export { annotation, service };
