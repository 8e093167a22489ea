import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { buildProgram } from '../../src/cli/program.ts';
import type { World } from '../../src/cli/world.ts';
import { type ExitCode, exitCode } from '../../src/model/exit-codes.ts';
import { sandboxEnvironment } from '../../src/sandbox/process/environment.ts';
import { writeClientFiles } from '../../src/sandbox/process/files.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { loadScenario } from '../../src/sandbox/scenario/load.ts';
import { external, loadBalancerService } from '../services.ts';
import { type CliOptions, fasterClock, runCli } from './run-cli.ts';

const speed = 200;
const clock = fasterClock(speed);
const unmanaged = loadBalancerService('unmanaged', { annotations: { type: 'nlb' } });
const failing = loadBalancerService('failing', { annotations: { ...external, 'nlb-target-type': 'ip' } });

let sandbox: Sandbox;
let folder: string;
let env: Readonly<Record<string, string>>;
let expired: string;

const nlbctl = (argv: readonly string[], options: CliOptions = {}) =>
  runCli(argv, { clock, ...options, env: { ...env, ...options.env } });

beforeAll(async () => {
  const workshop = loadScenario('eks-workshop');
  const objects = [...(workshop.objects ?? []), unmanaged, failing];
  const scenario = { ...workshop, objects, network: { blocked: [{ targetType: 'ip' as const, port: 8080 }] } };
  sandbox = await startSandbox({ scenario, speed });
  await sandbox.settle();
  folder = mkdtempSync(join(tmpdir(), 'nlbctl-matrix-'));
  env = { ...sandboxEnvironment(writeClientFiles(folder, sandbox), {}).set, HOME: folder };
  expired = join(folder, 'plan.json');
  await nlbctl(['plan', ...of('ui-nlb', '--to', 'ip', '--out', expired, '--valid-for', '0')]);
}, 60_000);
afterAll(async () => {
  await sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Outcome {
  readonly argv: readonly string[];
  readonly code: ExitCode;
  readonly options?: CliOptions;
  /** An action of ELBv2's that is denied meanwhile. */
  readonly denied?: string;
}

const of = (name: string, ...more: string[]) => [name, '-n', 'ui', ...more];
const nowhere = { env: { KUBECONFIG: '/nonexistent' } };
const interrupted: CliOptions = { onReady: (kill) => kill('SIGINT') };
const terminated: CliOptions = { onReady: (kill) => kill('SIGTERM') };

/** How commands come out: at least once with every exit code that they can end with. */
const outcomes: readonly Outcome[] = [
  { argv: ['version'], code: 0 },
  { argv: ['explain', 'draining'], code: 0 },
  { argv: ['explain', 'no-such-code'], code: 5 },
  { argv: ['list', '-n', 'ui'], code: 0 },
  { argv: ['list', '-n', 'nowhere'], code: 5 },
  { argv: ['list'], code: 6, options: nowhere },
  { argv: ['inspect', ...of('ui-nlb')], code: 0 },
  { argv: ['inspect', ...of('failing', '--fail-on', 'warning')], code: 3 },
  { argv: ['inspect', ...of('nobody')], code: 5 },
  { argv: ['inspect', ...of('ui-nlb')], code: 6, options: nowhere },
  { argv: ['inspect', ...of('ui-nlb')], code: 130, options: interrupted },
  { argv: ['diff', ...of('ui-nlb')], code: 0 },
  { argv: ['diff', ...of('failing')], code: 2 },
  { argv: ['diff', ...of('ui-nlb')], code: 6, denied: 'elasticloadbalancing:DescribeTargetHealth' },
  { argv: ['plan', ...of('ui-nlb', '--to', 'ip', '--detailed-exitcode')], code: 2 },
  { argv: ['plan', ...of('unmanaged', '--to', 'ip')], code: 7 },
  { argv: ['plan', ...of('ui-nlb')], code: 64 },
  { argv: ['wait-healthy', ...of('ui-nlb', '--timeout', '0')], code: 0 },
  { argv: ['wait-healthy', ...of('failing')], code: 3 },
  { argv: ['wait-healthy', ...of('ui-nlb', '--target-type', 'ip', '--timeout', '0')], code: 4 },
  { argv: ['wait-healthy', ...of('unmanaged')], code: 5 },
  { argv: ['wait-healthy', ...of('ui-nlb', '--timeout', '5')], code: 64 },
  { argv: ['wait-healthy', ...of('failing')], code: 143, options: terminated },
  { argv: ['migrate', ...of('ui-nlb', '--to', 'instance', '--timeout', '0')], code: 0 },
  { argv: ['migrate', ...of('failing', '--to', 'ip')], code: 11 },
  { argv: ['migrate', ...of('unmanaged', '--to', 'ip', '--yes')], code: 7 },
  { argv: ['migrate', ...of('ui-nlb', '--to', 'ip', '--no-input')], code: 8 },
  { argv: ['migrate', '--plan', 'EXPIRED', '--yes'], code: 9 },
  { argv: ['migrate', ...of('ui-nlb')], code: 64 },
  { argv: ['sandbox', 'status'], code: 5 },
];

const neverStopped = { signal: new AbortController().signal, onFirstSignal: () => () => undefined };
const program = buildProgram({} as World, neverStopped, { exitCode: 0, told: [] });

/** The formats that a command says it has. */
function formatsOf(argv: readonly string[]): readonly string[] {
  let command: Command = program;
  for (const word of argv) command = command.commands.find((each) => each.name() === word) ?? command;
  const choices = command.options.find(({ long }) => long === '--output')?.argChoices ?? [];
  return choices.map((choice) => (choice === 'jsonpath=…' ? 'jsonpath={.kind}' : choice));
}

interface Telling {
  readonly exitCode?: number;
  readonly result?: { readonly exitCode: number };
}

/** The exit code that a document, or the last line of a stream, tells. What a program reads must be whole, whatever the outcome. */
function toldBy(format: string, stdout: string): number | null {
  const lines = stdout.trim().split('\n');
  const document: Telling =
    format === 'json'
      ? JSON.parse(stdout)
      : format === 'yaml'
        ? parse(stdout)
        : format === 'ndjson'
          ? JSON.parse(lines.at(-1) ?? '')
          : {};
  return document.exitCode ?? document.result?.exitCode ?? null;
}

describe('an exit code is that of the outcome, in every format, on a terminal and in a pipe', () => {
  const named = outcomes.map((outcome) => ({ ...outcome, line: outcome.argv.join(' ') }));

  test.each(named)('$code: $line', async ({ argv, code, options = {}, denied }) => {
    if (denied !== undefined) sandbox.denied.add(denied);
    const ways = formatsOf(argv).flatMap((format) => [true, false].map((terminal) => ({ format, terminal })));
    const ended = await Promise.all(
      ways.map(async ({ format, terminal }) => {
        const words = argv.map((word) => (word === 'EXPIRED' ? expired : word));
        const run = await nlbctl([...words, '-o', format], { ...options, terminal });
        return { format, terminal, code: run.code, told: toldBy(format, run.stdout) ?? code };
      }),
    );
    sandbox.denied.clear();
    expect(ended.length).toBeGreaterThanOrEqual(6);
    expect(ended).toEqual(ways.map((way) => ({ ...way, code, told: code })));
  });

  test('every exit code that one run can end with is among the outcomes', () => {
    const seen = new Set(outcomes.map(({ code }) => code));
    const possible = Object.values(exitCode).filter(
      (code) => code !== exitCode.unexpected && code !== exitCode.rolledBack,
    );
    expect(possible.filter((code) => !seen.has(code))).toEqual([]);
  });
});
