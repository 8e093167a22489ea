import type { Elbv2 } from '../aws/elbv2.ts';
import type { Kubernetes } from '../kubernetes/cluster.ts';
import type { Service, ServiceRef } from '../model/service.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Examining } from '../observe/access.ts';
import type { Observing } from '../observe/observe.ts';
import type { Gathered, Where } from '../observe/observe-many.ts';
import type { Told } from '../output/github/told.ts';
import type { Surface } from '../output/terminal.ts';
import { offlineSession } from './offline.ts';
import type { StopSignal, World } from './world.ts';

/** The flags that every command has, as they were given. */
export interface GlobalFlags {
  readonly namespace?: string;
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly profile?: string;
  readonly region?: string;
  /** A snapshot file in the place of cluster and AWS; `-` is stdin. */
  readonly from?: string;
  readonly color: 'auto' | 'always' | 'never';
  readonly input: boolean;
  readonly quiet?: boolean;
  readonly verbose: number;
  readonly debug?: boolean;
}

/** What `-v` shows of a request to an API. */
interface Call {
  readonly service: string;
  readonly operation: string;
  readonly startedAfter: number;
  readonly milliseconds: number;
  readonly attempts: number;
  readonly outcome: string;
}

/** How a run is asked to end. */
export interface Stopping {
  /** Aborted when it is to end at once. */
  readonly signal: AbortSignal;
  /** Has the first SIGINT or SIGTERM told to a listener instead, until the function returned is called. */
  readonly onFirstSignal: (listener: (signal: StopSignal) => void) => () => void;
}

/** What a command may use. Clients are made when they are first asked for. */
export interface Session {
  readonly world: World;
  readonly flags: GlobalFlags;
  readonly signal: AbortSignal;
  readonly onFirstSignal: Stopping['onFirstSignal'];
  readonly kubernetes: () => Promise<Kubernetes>;
  /** What the clients are made of, for a command that examines how they come about. */
  readonly examining: Examining;
  readonly observing: () => Promise<Observing>;
  /** `withSurroundings`: what a migration would meet is read too, as findings and plans need it. */
  readonly observe: (ref: ServiceRef, options?: { withSurroundings: boolean }) => Promise<Snapshot>;
  /** Every Service with a load balancer, of the namespace that is meant or of all of them. */
  readonly observeAll: (where: Where, options?: { withSurroundings: boolean }) => Promise<Gathered>;
  /** The Service that was named, or, on a terminal, chosen, or the only one there is. */
  readonly service: (argument: string | undefined) => Promise<ServiceRef>;
  readonly surface: (stream: 'stdout' | 'stderr') => Promise<Surface>;
  /** Prints a result. */
  readonly print: (text: string) => void;
  /** Says something that is no result. */
  readonly say: (text: string) => void;
  /** Tells what the command came to, for a CI that has pages of its own. */
  readonly tell: (told: Told) => void;
  /** Whether a person can be asked. */
  readonly canAsk: boolean;
  close(): Promise<void>;
}

/** Builds the session of one run. */
export function openSession(
  world: World,
  flags: GlobalFlags,
  { signal, onFirstSignal }: Stopping,
  tell: (told: Told) => void,
): Session {
  let cluster: Promise<Kubernetes> | undefined;
  const clients = new Map<string, Promise<Elbv2>>();
  const say = (text: string) => void world.stderr.write(`${text}\n`);
  const onCall =
    flags.verbose > 0 || flags.debug === true
      ? (call: Call) =>
          say(
            `+${call.startedAfter}ms  ${call.service} ${call.operation}  ${call.milliseconds}ms  ${call.outcome}${call.attempts > 1 ? ` after ${call.attempts} attempts` : ''}`,
          )
      : undefined;
  const calls = onCall === undefined ? {} : { onCall };
  const canAsk =
    flags.input &&
    !world.env['CI'] &&
    world.stdin.isTTY === true &&
    world.stderr.isTTY === true &&
    !world.env['NLBCTL_PROMPT_DISABLED'];
  const profile = flags.profile ?? null;
  const examining: Examining = {
    kubernetes: {
      kubeconfig: flags.kubeconfig ?? null,
      context: flags.context ?? null,
      env: world.env,
      // A credential plugin may ask for a code or a password.
      terminal: canAsk ? { write: (text) => void world.stderr.write(text) } : null,
      ...calls,
    },
    aws: { region: flags.region ?? null, profile, env: world.env, ...calls },
    namespace: flags.namespace ?? null,
    now: world.clock.now,
    signal,
  };
  const kubernetes = () => {
    cluster ??= import('./clients.ts').then(({ connectKubernetes }) => connectKubernetes(examining.kubernetes));
    return cluster;
  };
  const elbv2 = async (service: Service | null): Promise<Elbv2> => {
    const [{ connectElbv2 }, { regionOfSettings, chooseRegion, refuseMismatch }] = await Promise.all([
      import('../aws/elbv2.ts'),
      import('./clients.ts'),
    ]);
    const connected = await kubernetes();
    const chosen = await chooseRegion(service, {
      flag: flags.region ?? null,
      settings: () => regionOfSettings(profile, world.env),
      cluster: connected.region,
    });
    const client = clients.get(chosen.region) ?? connectElbv2({ ...examining.aws, region: chosen.region });
    clients.set(chosen.region, client);
    const ready = await client;
    refuseMismatch(connected, await ready.endpoint());
    return ready;
  };
  const observing = async (): Promise<Observing> => {
    // The AWS client is loaded while the first request to the cluster is on its way.
    void import('../aws/elbv2.ts').catch(() => undefined);
    return { kubernetes: await kubernetes(), elbv2, now: world.clock.now, signal };
  };
  const online: Session = {
    world,
    flags,
    signal,
    onFirstSignal,
    kubernetes,
    examining,
    observing,
    async observe(ref, { withSurroundings } = { withSurroundings: false }) {
      const [{ observe }, ready] = await Promise.all([import('./clients.ts'), observing()]);
      return observe(ref, { ...ready, withSurroundings });
    },
    async observeAll(where, { withSurroundings } = { withSurroundings: false }) {
      const [{ observeAll }, ready] = await Promise.all([import('../observe/observe-many.ts'), observing()]);
      return observeAll(where, flags.namespace ?? null, { ...ready, withSurroundings });
    },
    async service(argument) {
      const { chooseService } = await import('./choose-service.ts');
      return chooseService(argument, this);
    },
    async surface(stream) {
      const { painter, wantsColor } = await import('../output/terminal.ts');
      const out = world[stream];
      const isTerminal = out.isTTY === true;
      return { isTerminal, width: out.columns ?? 80, paint: painter(wantsColor(flags.color, world.env, isTerminal)) };
    },
    print: (text) => void (text !== '' && world.stdout.write(`${text}\n`)),
    say,
    tell,
    canAsk,
    async close() {
      const open = await Promise.allSettled([cluster, ...clients.values()]);
      for (const client of open) if (client.status === 'fulfilled') client.value?.close();
    },
  };
  return flags.from === undefined ? online : offlineSession(online, flags.from);
}
