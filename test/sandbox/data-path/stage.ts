import { type Agent, type IncomingHttpHeaders, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { type SteppedClock, steppedClock } from '../../../src/sandbox/clock.ts';
import { kinds } from '../../../src/sandbox/cluster/kinds.ts';
import type { DataPath } from '../../../src/sandbox/data-path/data-path.ts';
import type { CreateTargetGroupInput, Listener, TargetDescription } from '../../../src/sandbox/elbv2/api.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { loadScenario } from '../../../src/sandbox/scenario/load.ts';
import type { Scenario } from '../../../src/sandbox/scenario/scenario.ts';

/** What a pod answers, or how the connection ended. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Of a pod's answer. */
  readonly pod: string;
  readonly client: string;
}

export interface Pod {
  readonly name: string;
  readonly address: string;
  readonly zone: string;
  readonly uid: string;
}

/** The workshop with a pod in each zone, settled, with an NLB of its own beside the workshop's, and the data path open. */
export interface DataPathStage {
  readonly sandbox: Sandbox;
  readonly clock: SteppedClock;
  readonly path: DataPath;
  readonly dnsName: string;
  readonly loadBalancerArn: string;
  /** The workshop's pods, in the order of their zones. */
  readonly pods: readonly Pod[];
  /** Makes a target group with targets; pods on their port 8080, or what is given. */
  group(
    targets: readonly (Pod | TargetDescription)[],
    input?: Partial<CreateTargetGroupInput>,
    attributes?: Readonly<Record<string, string>>,
  ): string;
  /** Forwards a port to groups, each with its weight. */
  listen(groups: Readonly<Record<string, number>>, port?: number, protocol?: Listener['Protocol']): string;
  /** Points a listener at other groups. */
  forward(listener: string, groups: Readonly<Record<string, number>>): void;
  /** Lets so much time pass, and waits for the ports that come and go with it. */
  pass(milliseconds: number): Promise<void>;
  /** A port of loopback; fails where the address does not listen. */
  port(zone?: string, port?: number, dnsName?: string): number;
  /** One request over a connection of its own. Rejects with the code of what went wrong. */
  ask(zone?: string, options?: { port?: number; method?: string; agent?: Agent; dnsName?: string }): Promise<Answer>;
  /** A bare connection, closed when the test has ended. */
  open(zone?: string, port?: number): Flow;
  counts(): ReturnType<DataPath['counts']>[number];
}

/** A connection that stays open, over which one can ask again and again. */
export interface Flow {
  readonly socket: Socket;
  /** The next answer, whole. Rejects when the connection ends first. */
  ask(): Promise<string>;
  /** How it ended: `closed`, or the code of the error. */
  readonly ended: Promise<string>;
}

const zones = ['us-west-2a', 'us-west-2b', 'us-west-2c'] as const;
export const [zoneA, zoneB, zoneC] = zones;
const start = Date.UTC(2026, 10, 26, 12);

/** Delays that no test of the route wants to wait for; `dataPlane` is what a test of the delays changes. */
const quick = {
  aws: { provisioning: '1s', registration: '1s' },
  dataPlane: { listener: '0', targets: '0', health: '0', connectTimeout: '127s' },
};

export async function openDataPathStage(change: Scenario = {}): Promise<DataPathStage> {
  const clock = steppedClock(start);
  const workshop = loadScenario('eks-workshop');
  const objects = (workshop.objects ?? []).map((object) =>
    object.kind === 'Deployment' ? { ...object, spec: { ...object['spec'], replicas: 3 } } : object,
  );
  const { delays, ...others } = change;
  const scenario = { ...workshop, objects, delays: { ...quick, ...delays }, ...others };
  const sandbox = await startSandbox({ scenario, clock });
  onTestFinished(() => sandbox.stop());
  await sandbox.settle();
  const { elbv2, store, network } = sandbox;
  const nodes = store.list(kinds.nodes);
  const pods = store
    .list(kinds.pods, 'ui')
    .map((pod): Pod => {
      const node = nodes.find(({ metadata }) => metadata.name === pod['spec'].nodeName);
      const zone = node?.metadata.labels?.['topology.kubernetes.io/zone'] ?? '';
      return { name: pod.metadata.name, address: pod['status'].podIP, zone, uid: pod.metadata.uid ?? '' };
    })
    .sort((a, b) => a.zone.localeCompare(b.zone));
  const subnetOf = (zone: string) => network.vpc.subnets.find((subnet) => subnet.zone === zone)?.id ?? '';
  const { DNSName: dnsName, LoadBalancerArn: loadBalancerArn } = elbv2.createLoadBalancer({
    Name: 'front',
    Type: 'network',
    Subnets: zones.map(subnetOf),
  });
  await sandbox.settle();
  const path = await sandbox.dataPath();
  const actionOf = (groups: Readonly<Record<string, number>>) => [
    {
      Type: 'forward' as const,
      ForwardConfig: {
        TargetGroups: Object.entries(groups).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
      },
    },
  ];
  let groupNumber = 0;
  const stage: DataPathStage = {
    sandbox,
    clock,
    path,
    dnsName,
    loadBalancerArn,
    pods,
    group(targets, input = {}, attributes = {}) {
      groupNumber += 1;
      const { TargetGroupArn } = elbv2.createTargetGroup({
        Name: `group-${groupNumber}`,
        Protocol: 'TCP',
        Port: 8080,
        VpcId: network.vpc.id,
        TargetType: 'ip',
        HealthCheckIntervalSeconds: 10,
        HealthyThresholdCount: 2,
        UnhealthyThresholdCount: 2,
        ...input,
      });
      const Attributes = Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }));
      elbv2.modifyTargetGroupAttributes({ TargetGroupArn, Attributes });
      const Targets = targets.map((target) => ('Id' in target ? target : { Id: target.address, Port: 8080 }));
      if (Targets.length > 0) elbv2.registerTargets({ TargetGroupArn, Targets });
      return TargetGroupArn;
    },
    listen: (groups, Port = 80, Protocol = 'TCP') =>
      elbv2.createListener({
        LoadBalancerArn: loadBalancerArn,
        Port,
        Protocol,
        DefaultActions: actionOf(groups),
        ...(Protocol === 'TLS'
          ? { Certificates: [{ CertificateArn: 'arn:aws:acm:us-west-2:123456789012:certificate/1' }] }
          : {}),
      }).ListenerArn,
    forward(ListenerArn, groups) {
      elbv2.modifyListener({ ListenerArn, DefaultActions: actionOf(groups) });
    },
    async pass(milliseconds) {
      await clock.step(milliseconds);
      await path.ready();
    },
    port(zone = zoneA, port = 80, name = dnsName) {
      const local = path.localPort(name, zone, port);
      if (local === undefined) throw new Error(`${zone}.${name}:${port} does not listen`);
      return local;
    },
    ask: (zone, { port, method = 'GET', agent, dnsName: name } = {}) =>
      answerOf({ port: stage.port(zone, port, name), method, agent: agent ?? false }),
    open(zone, port) {
      const flow = openFlow(stage.port(zone, port));
      onTestFinished(() => {
        flow.socket.destroy();
      });
      return flow;
    },
    counts() {
      const found = path.counts().find((one) => one.dnsName === dnsName);
      if (found === undefined) throw new Error('no connection has come yet');
      return found;
    },
  };
  return stage;
}

function answerOf(options: { port: number; method: string; agent: Agent | false }): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', path: '/', ...options }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => {
        const { pod = '', client = '' } = text === '' ? {} : JSON.parse(text);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, pod, client });
      });
      response.on('error', reject);
    });
    sent.on('error', (error: NodeJS.ErrnoException) => reject(new Error(error.code)));
    sent.end();
  });
}

function openFlow(port: number): Flow {
  const socket = connect(port, '127.0.0.1');
  let error = 'closed';
  socket.on('error', (reason: NodeJS.ErrnoException) => {
    error = reason.code ?? reason.message;
  });
  const ended = new Promise<string>((resolve) => {
    socket.once('close', () => resolve(error));
  });
  return {
    socket,
    ended,
    ask: () =>
      new Promise((resolve, reject) => {
        let text = '';
        const take = (chunk: Buffer) => {
          text += chunk.toString();
          // The answer is one chunk, and the empty one that ends it.
          if (!text.endsWith('\r\n0\r\n\r\n')) return;
          socket.off('data', take);
          resolve(text);
        };
        socket.on('data', take);
        void ended.then((how) => reject(new Error(how)));
        socket.write('GET / HTTP/1.1\r\nhost: nlb\r\n\r\n');
      }),
  };
}

/** How often each outcome of an act came about in so many tries at once. */
export async function tally(tries: number, act: () => Promise<string>): Promise<Record<string, number>> {
  const outcomes = await Promise.all(Array.from({ length: tries }, () => act().catch((error: Error) => error.message)));
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
