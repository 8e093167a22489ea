import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findRunning, stopRunning } from '../../../src/sandbox/process/background.ts';
import { readRecord, type SandboxRecord } from '../../../src/sandbox/process/record.ts';
import { runInSandbox } from '../../../src/sandbox/process/run.ts';
import { serveSandbox } from '../../../src/sandbox/process/serve.ts';
import { loadScenario } from '../../../src/sandbox/scenario/load.ts';
import type { Scenario } from '../../../src/sandbox/scenario/scenario.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Whether anything of this process keeps Node alive that a sandbox may have left. */
const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;

describe('a command in a sandbox', () => {
  const inSandbox = (program: string, args: string[], scenario: Scenario = loadScenario('eks-workshop')) =>
    runInSandbox({
      scenario,
      command: [program, ...args],
      env: { ...process.env, AWS_PROFILE: 'production', TMPDIR: tmpdir() },
      onTerminal: false,
      signal: new AbortController().signal,
      ready: () => {},
    });
  const node = (script: string) => inSandbox(process.execPath, ['-e', script]);

  test('ends with the command’s exit code', async () => {
    expect(await node('process.exit(7)')).toBe(7);
    expect(await node('process.exit(0)')).toBe(0);
  });

  test('ends with 128 and the signal’s number', async () => {
    expect(await node("process.kill(process.pid, 'SIGTERM')")).toBe(143);
  });

  test('has the sandbox’s environment, and files that are gone afterwards', async () => {
    const report = join(folder, 'report.json');
    await node(`
      const { AWS_PROFILE, AWS_ENDPOINT_URL, KUBECONFIG, AWS_CONFIG_FILE } = process.env;
      const fs = require('node:fs');
      fs.writeFileSync(${JSON.stringify(report)}, JSON.stringify({
        AWS_PROFILE, AWS_ENDPOINT_URL, KUBECONFIG,
        kubeconfig: fs.readFileSync(KUBECONFIG, 'utf8'), settings: fs.readFileSync(AWS_CONFIG_FILE, 'utf8'),
      }));
    `);
    const { AWS_PROFILE, AWS_ENDPOINT_URL, KUBECONFIG, kubeconfig, settings } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    expect(AWS_PROFILE).toBeUndefined();
    expect(AWS_ENDPOINT_URL).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(kubeconfig).toContain('server: https://127.0.0.1:');
    expect(settings).toBe('');
    expect(existsSync(KUBECONFIG)).toBe(false);
  });

  test('that does not exist is said to, and leaves nothing behind', async () => {
    await expect(inSandbox('no-such-command', [])).rejects.toThrow(
      'the command no-such-command cannot be started: it is not on the PATH',
    );
  });

  test('of a scenario that cannot be made is not run, and nothing of the sandbox goes on', async () => {
    const before = {
      timers: timers(),
      folders: readdirSync(tmpdir()).filter((name) => name.startsWith('nlbctl-sandbox-')),
    };
    const scenario: Scenario = { ...loadScenario('eks-workshop'), nodes: [{ zone: 'us-west-2z' }] };
    await expect(inSandbox(process.execPath, [], scenario)).rejects.toThrow('a node in zone us-west-2z');
    expect(timers()).toBe(before.timers);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('nlbctl-sandbox-'))).toEqual(before.folders);
  });
});

describe('a sandbox that stays', () => {
  const serve = (signal: AbortSignal, at = folder) => {
    let ready = (_record: SandboxRecord) => {};
    const began = new Promise<SandboxRecord>((resolve) => {
      ready = resolve;
    });
    const ended = serveSandbox({
      folder: at,
      name: 'eks-workshop',
      scenario: loadScenario('eks-workshop'),
      ready,
      signal,
    });
    return { began, ended };
  };

  test('is found by its folder while it runs, and no second one is begun there', async () => {
    const ending = new AbortController();
    expect(await findRunning(folder)).toBeUndefined();
    const { began, ended } = serve(ending.signal);
    const record = await began;
    expect(record).toMatchObject({
      pid: process.pid,
      scenario: 'eks-workshop',
      speed: 1,
      seed: 1,
      region: 'us-west-2',
    });
    expect(await findRunning(folder)).toEqual(record);
    expect(statSync(record.kubeconfig).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'sandbox.json')).mode & 0o777).toBe(0o600);
    await expect(serve(ending.signal).ended).rejects.toThrow(
      `a sandbox runs already (process ${process.pid}, scenario eks-workshop)`,
    );
    expect(await findRunning(folder), 'which did not harm the first').toEqual(record);
    ending.abort();
    await ended;
    expect(await findRunning(folder)).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a record of one that is gone counts for nothing, whoever has its process id', async () => {
    const ending = new AbortController();
    const { began, ended } = serve(ending.signal);
    const record = await began;
    ending.abort();
    await ended;
    writeFileSync(join(folder, 'sandbox.json'), JSON.stringify(record));
    expect(readRecord(folder)?.pid).toBe(process.pid);
    expect(await stopRunning(folder), 'and this process is still alive').toBeUndefined();
    expect(readRecord(folder)).toBeUndefined();
  });

  test('a file that is no record is none', () => {
    expect(readRecord(folder)).toBeUndefined();
    writeFileSync(join(folder, 'sandbox.json'), '{"pid":"1"}');
    expect(readRecord(folder)).toBeUndefined();
    writeFileSync(join(folder, 'sandbox.json'), '{');
    expect(readRecord(folder)).toBeUndefined();
  });
});
