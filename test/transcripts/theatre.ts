import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { steppedClock } from '../../src/sandbox/clock.ts';
import { startControl } from '../../src/sandbox/faults/control/endpoint.ts';
import { sandboxEnvironment } from '../../src/sandbox/process/environment.ts';
import { writeClientFiles } from '../../src/sandbox/process/files.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { loadScenario, parseScenario } from '../../src/sandbox/scenario/load.ts';
import type { Scenario } from '../../src/sandbox/scenario/scenario.ts';
import { runCli } from '../cli/run-cli.ts';
import { deskHand } from './desk-hand.ts';
import { stageHand } from './stage-hand.ts';
import type { Ran } from './transcript.ts';

/** The instant at which every story begins. */
const start = Date.UTC(2026, 10, 25, 12);

/** Where transcripts are played: a sandbox whose time passes only while nlbctl sleeps, or a stage direction says so. */
export interface Theatre {
  run(line: string): Promise<Ran>;
  close(): Promise<void>;
}

/** `scenario` is YAML that lies over the workshop's scenario; its `more` are objects beside those of the workshop. */
export async function openTheatre(scenario: string): Promise<Theatre> {
  const clock = steppedClock(start);
  const sandbox = await startSandbox({ scenario: overWorkshop(scenario), clock });
  if (!/^# unsettled/m.test(scenario)) await sandbox.settle();
  const folder = mkdtempSync(join(tmpdir(), 'nlbctl-theatre-'));
  const control = await startControl(sandbox);
  const { set } = sandboxEnvironment({ ...writeClientFiles(folder, sandbox), controlUrl: control.url }, {});
  const env = { ...set, HOME: folder, NLBCTL_SANDBOX_DIR: join(folder, 'sandbox') };
  const time = {
    now: clock.now,
    async sleep(milliseconds: number, signal: AbortSignal) {
      signal.throwIfAborted();
      await clock.step(milliseconds);
    },
  };
  const hand = stageHand(sandbox, clock);
  const desk = deskHand(folder);
  return {
    async run(line) {
      const [program, ...argv] = words(line);
      if (program !== 'nlbctl') return desk(line) ?? hand(line);
      // What is written with a relative path lies in the story's own folder.
      const ran = await runCli(argv, { env, clock: time, cwd: folder });
      // Folder and ports are others each time.
      const steady = (text: string) =>
        text
          .replaceAll(folder, '~')
          .replaceAll(sandbox.kubernetes.url, 'https://127.0.0.1:6443')
          .replaceAll(sandbox.aws.url, 'http://127.0.0.1:4566');
      return { ...ran, stderr: steady(ran.stderr), stdout: steady(ran.stdout) };
    },
    async close() {
      await Promise.all([control.close(), sandbox.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function overWorkshop(yaml: string): Scenario {
  const workshop = loadScenario('eks-workshop');
  const change = parseScenario(yaml, 'of the transcript');
  return { ...workshop, ...change, objects: [...(workshop.objects ?? []), ...(change.objects ?? [])] };
}

/** A command line as a shell takes it apart; single and double quotes group. */
const words = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => single ?? double ?? bare ?? '');
