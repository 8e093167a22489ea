import type { Session } from '../cli/session.ts';
import { NlbctlError } from '../model/errors.ts';
import { exitCode } from '../model/exit-codes.ts';
import { safe } from '../output/terminal.ts';
import { askConnectTo } from '../sandbox/faults/control/client.ts';
import { findRunning, startDetached as spawnDetached, stopRunning } from '../sandbox/process/background.ts';
import { connectToEnvironment, sandboxEnvironment, shellLines } from '../sandbox/process/environment.ts';
import { recordFolder, type SandboxRecord } from '../sandbox/process/record.ts';
import { SandboxError } from '../sandbox/sandbox-error.ts';
import { printDocument } from './print-document.ts';
import type { Beginning } from './sandbox.ts';

/** The exit code is the command's. */
export function run(session: Session, command: [string, ...string[]], options: Beginning): Promise<number> {
  return translated(async () => {
    const [{ runInSandbox }, { loadScenario }] = await Promise.all([
      import('../sandbox/process/run.ts'),
      import('../sandbox/scenario/load.ts'),
    ]);
    const { world, signal, flags } = session;
    return runInSandbox({
      scenario: loadScenario(options.scenario),
      speed: options.speed,
      seed: options.seed,
      command,
      env: world.env,
      onTerminal: world.stdin.isTTY === true,
      signal,
      ready: () => {
        if (flags.quiet !== true) session.say(`sandbox: ${describe(options)} has settled; it ends with the command`);
      },
    });
  });
}

/** Stays until it is told to end, by a signal or by `sandbox stop`; that is no failure. */
export function start(session: Session, options: Beginning): Promise<number> {
  return translated(async () => {
    const [{ serveSandbox }, { loadScenario }] = await Promise.all([
      import('../sandbox/process/serve.ts'),
      import('../sandbox/scenario/load.ts'),
    ]);
    await serveSandbox({
      scenario: loadScenario(options.scenario),
      speed: options.speed,
      seed: options.seed,
      name: options.scenario,
      folder: recordFolder(session.world.env),
      ready: () => {
        if (session.flags.quiet !== true) session.say(howToUse(describe(options), 'Ctrl-C ends it.'));
      },
      signal: session.signal,
    });
    return exitCode.ok;
  });
}

export function startDetached(session: Session, options: Beginning): Promise<number> {
  return translated(async () => {
    const folder = recordFolder(session.world.env);
    const other = await findRunning(folder);
    if (other !== undefined) throw new SandboxError('failed', `a sandbox runs already (process ${other.pid})`);
    const [program, ...args] = session.world.executable;
    const { pid } = await spawnDetached(folder, program, [
      ...args,
      'sandbox',
      'start',
      ...['--scenario', options.scenario],
      ...['--speed', String(options.speed)],
      ...['--seed', String(options.seed)],
    ]);
    if (session.flags.quiet !== true)
      session.say(howToUse(describe(options), `It runs in process ${pid}; nlbctl sandbox stop ends it.`));
    return exitCode.ok;
  });
}

export function stop(session: Session): Promise<number> {
  return translated(async () => {
    const record = await stopRunning(recordFolder(session.world.env));
    session.say(record === undefined ? 'no sandbox runs' : `the sandbox (${safe(record.scenario)}) has ended`);
    return exitCode.ok;
  });
}

export function status(session: Session, output: string): Promise<number> {
  return translated(async () => {
    const record = await running(session);
    const { scenario, speed, seed, pid, startedAt, kubernetesUrl, awsUrl, kubeconfig, region } = record;
    const controlUrl = withoutToken(record.controlUrl);
    const proxyUrl = record.dataPath?.proxyUrl;
    const document = {
      apiVersion: 'nlbctl/v1',
      kind: 'SandboxStatus',
      ...{ scenario, speed, seed, pid, startedAt, region, kubernetesUrl, awsUrl, kubeconfig, controlUrl, proxyUrl },
    };
    if (!(await printDocument(session, output, () => document)))
      session.print(
        [
          `Scenario     ${safe(scenario)}, speed ${speed}, seed ${seed}`,
          `Process      ${pid}, since ${startedAt}`,
          `Kubernetes   ${kubernetesUrl} (${kubeconfig})`,
          `ELBv2        ${awsUrl} (${region})`,
          ...(proxyUrl === undefined ? [] : [`NLBs         ${proxyUrl} (HTTP proxy for their DNS names)`]),
          ...(controlUrl === undefined ? [] : [`Faults       ${controlUrl} (nlbctl sandbox fault)`]),
        ].join('\n'),
      );
    return exitCode.ok;
  });
}

/** Where it is may be seen; who has the token may change it. */
function withoutToken(url: string | undefined): string | undefined {
  return url === undefined || !URL.canParse(url) ? undefined : new URL(url).origin;
}

/** Within `sandbox run` it is what may have changed since the command began: the load balancers that there are. */
export function env(session: Session): Promise<number> {
  return translated(async () => {
    const { env: current } = session.world;
    const control = current['NLBCTL_SANDBOX_CONTROL'];
    const record = await findRunning(recordFolder(current));
    if (control && control !== record?.controlUrl) {
      const entries = await askConnectTo(control).catch((error: unknown) => {
        // The variable is of a sandbox that has ended, and another one runs.
        if (record === undefined) throw error;
      });
      if (entries !== undefined) {
        session.print(shellLines(connectToEnvironment(entries.join(','))));
        return exitCode.ok;
      }
    }
    session.print(shellLines(sandboxEnvironment(await running(session), current)));
    return exitCode.ok;
  });
}

export async function running(session: Session): Promise<SandboxRecord> {
  const record = await findRunning(recordFolder(session.world.env));
  if (record === undefined) {
    throw new SandboxError(
      'not-running',
      'no sandbox runs',
      'nlbctl sandbox start --detach starts one; nlbctl sandbox run -- COMMAND needs none',
    );
  }
  return record;
}

const describe = ({ scenario, speed }: Beginning) =>
  `the scenario ${safe(scenario)}${speed === 1 ? '' : ` (${speed} times as fast as in AWS)`}`;

const howToUse = (what: string, howItEnds: string) =>
  [`${what} has settled. ${howItEnds}`, 'To use it in this shell:   eval "$(nlbctl sandbox env)"'].join('\n');

const codes = { usage: 'Usage', 'not-running': 'SandboxNotRunning', failed: 'SandboxFailed' } as const satisfies Record<
  SandboxError['kind'],
  string
>;

/** The sandbox knows nothing of nlbctl's errors: they are made of its own here. */
export async function translated(act: () => Promise<number>): Promise<number> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    throw new NlbctlError(codes[error.kind], error.message, { hint: error.hint ?? null, cause: error });
  }
}
