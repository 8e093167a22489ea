import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { connectElbv2, type Elbv2 } from '../src/aws/elbv2.ts';
import { connectKubernetes, type Kubernetes } from '../src/kubernetes/cluster.ts';
import type { Snapshot } from '../src/model/snapshot.ts';
import { observe } from '../src/observe/observe.ts';
import { sandboxEnvironment } from '../src/sandbox/process/environment.ts';
import { type Sandbox, startSandbox } from '../src/sandbox/sandbox.ts';
import { loadScenario } from '../src/sandbox/scenario/load.ts';
import type { Scenario } from '../src/sandbox/scenario/scenario.ts';
import type { KubeObject } from '../src/sandbox/store/object.ts';
import { type CliOptions, type CliRun, fasterClock, runCli } from './cli/run-cli.ts';
import { type Front, openFront } from './front.ts';
import { createAuthority } from './network/certificates.ts';

export interface StageOptions {
  /** Lies over the workshop's scenario: what it names takes the place of what is there. */
  readonly change?: Scenario;
  /** Objects beside those of the workshop. */
  readonly objects?: readonly KubeObject[];
  /** Of the sandbox, and of the clock that nlbctl is given; 1 when left out. */
  readonly speed?: number;
  readonly settle?: boolean;
}

/** A sandbox with a front before each of its two servers, and nlbctl in its environment. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly elbv2: Front;
  readonly kubernetes: Front;
  /** What leads a client here, and nothing else. */
  readonly env: Readonly<Record<string, string>>;
  nlbctl(argv: readonly string[], options?: CliOptions): Promise<CliRun>;
  /** A kubeconfig file for another identity, or with other words in it. */
  kubeconfig(identity?: string, change?: (text: string) => string): string;
  /** A path for a file of the test's own. */
  file(name: string, text?: string): string;
  /** One Snapshot, through the real clients. */
  observe(
    name: string,
    options?: { namespace?: string; identity?: string; withSurroundings?: boolean },
  ): Promise<Snapshot>;
  /** The clients themselves. */
  clients(identity?: string): Promise<{ kubernetes: Kubernetes; elbv2: Elbv2; close(): void }>;
  /** Lets every request pass again, and forgets those that were made. */
  reset(): void;
  stop(): Promise<void>;
}

/** Begins with the workshop, settled, unless told otherwise. */
export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const workshop = loadScenario('eks-workshop');
  const { change, objects = [], speed = 1, settle = true } = options;
  const scenario: Scenario = {
    ...workshop,
    ...change,
    objects: [...(change?.objects ?? workshop.objects ?? []), ...objects],
  };
  const sandbox = await startSandbox({ scenario, speed });
  if (settle) await sandbox.settle();
  const authority = await createAuthority('front');
  const tls = await authority.issue();
  const elbv2 = await openFront({ url: sandbox.aws.url });
  const kubernetes = await openFront({ url: sandbox.kubernetes.url, ca: sandbox.kubernetes.caPem, tls });

  const folder = mkdtempSync(join(tmpdir(), 'nlbctl-stage-'));
  let files = 0;
  const file = (name: string, text?: string) => {
    files += 1;
    const path = join(folder, `${files}-${name}`);
    if (text !== undefined) writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const kubeconfig = (identity?: string, change: (text: string) => string = (text) => text) => {
    const config = parse(sandbox.kubeconfig(identity));
    config.clusters[0].cluster = {
      server: kubernetes.url,
      'certificate-authority-data': Buffer.from(authority.pem).toString('base64'),
    };
    return file('kubeconfig', change(stringify(config, { lineWidth: 0 })));
  };
  const places = {
    kubeconfig: kubeconfig(),
    emptyFile: file('aws-settings', ''),
    awsUrl: elbv2.url,
    region: sandbox.region,
  };
  const env = { ...sandboxEnvironment(places, {}).set, HOME: folder };
  const clock = speed === 1 ? {} : { clock: fasterClock(speed) };

  const clients: Stage['clients'] = async (identity) => {
    const connected = await connectKubernetes({
      kubeconfig: identity === undefined ? places.kubeconfig : kubeconfig(identity),
      context: null,
      env,
    });
    const client = await connectElbv2({ region: sandbox.region, profile: null, env });
    return {
      kubernetes: connected,
      elbv2: client,
      close() {
        connected.close();
        client.close();
      },
    };
  };
  return {
    sandbox,
    elbv2,
    kubernetes,
    env,
    file,
    kubeconfig,
    clients,
    nlbctl: (argv, given = {}) => runCli(argv, { ...clock, ...given, env: { ...env, ...given.env } }),
    async observe(name, { namespace = 'ui', identity, withSurroundings = false } = {}) {
      const ready = await clients(identity);
      const { signal } = new AbortController();
      try {
        return await observe(
          { namespace, name },
          {
            kubernetes: ready.kubernetes,
            elbv2: async () => ready.elbv2,
            now: Date.now,
            signal,
            withSurroundings,
          },
        );
      } finally {
        ready.close();
      }
    },
    reset() {
      for (const front of [elbv2, kubernetes]) {
        front.interfere = null;
        front.answered = null;
        front.delay = 0;
        front.requests.length = 0;
      }
      sandbox.denied.clear();
    },
    async stop() {
      await Promise.all([elbv2.close(), kubernetes.close()]);
      await sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
