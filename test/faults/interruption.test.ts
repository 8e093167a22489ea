import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CliRun } from '../cli/run-cli.ts';
import { openStage, type Stage } from '../sandboxed.ts';
import { schemaErrors } from '../schema/validate.ts';

const targetType = 'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type';
const migrate = ['migrate', 'ui-nlb', '-n', 'ui', '--to', 'ip', '--yes'];
const wait = ['wait-healthy', 'ui-nlb', '-n', 'ui', '--target-type', 'ip'];

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.stop());

const asked = () =>
  stage.sandbox.store.get({ group: '', resource: 'services' }, 'ui', 'ui-nlb').metadata.annotations?.[targetType];

type Signal = 'SIGINT' | 'SIGTERM';

interface Interrupted extends CliRun {
  /** Milliseconds from the signal to the end. */
  readonly after: number;
}

/** Runs a command and sends it a signal: when it says something, or when a request of its comes in. */
async function interrupted(
  argv: readonly string[],
  when: { stderr?: RegExp; request?: (of: { method: string; path: string; action: string | null }) => boolean },
  signal: Signal = 'SIGINT',
): Promise<Interrupted> {
  let kill: (signal: Signal) => void = () => undefined;
  let sentAt = 0;
  const send = () => {
    if (sentAt > 0) return;
    sentAt = performance.now();
    kill(signal);
  };
  const hangWhen = (method: string, path: string, action: string | null) => {
    if (when.request?.({ method, path, action }) !== true) return null;
    // It comes from outside, while the request waits for its answer.
    setTimeout(send, 20);
    return 'hang' as const;
  };
  stage.kubernetes.interfere = ({ method, path }) => hangWhen(method, path, null);
  stage.elbv2.interfere = ({ method, path, form }) => hangWhen(method, path, form.get('Action'));
  const run = await stage.nlbctl(argv, {
    onReady: (listener) => {
      kill = listener;
    },
    onStderr: (text) => {
      if (when.stderr?.test(text) === true) send();
    },
  });
  expect(sentAt, 'the signal was never sent').toBeGreaterThan(0);
  return { ...run, after: performance.now() - sentAt };
}

const signals = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const;

describe.each(signals)('%s', (signal, code) => {
  test.each(['inspect', 'diff', 'list', 'wait-healthy'])('ends %s within a second, whatever hangs', async (command) => {
    const argv = command === 'list' ? ['list', '-n', 'ui'] : [command, 'ui-nlb', '-n', 'ui'];
    for (const request of [
      ({ path }: { path: string }) => path.endsWith('/services/ui-nlb') || path.endsWith('/services'),
      ({ action }: { action: string | null }) => action === 'DescribeLoadBalancers',
    ]) {
      const run = await interrupted(argv, { request }, signal);
      expect(run.code).toBe(code);
      expect(run.stdout).toBe('');
      expect(run.after).toBeLessThan(1_000);
      expect(run.stderr).not.toMatch(/ {4}at |bug/);
    }
  });

  test('ends a migration before the patch: nothing was changed', async () => {
    const run = await interrupted(migrate, { request: ({ action }) => action === 'DescribeTargetHealth' }, signal);
    expect(run).toMatchObject({ code, stdout: '' });
    expect(run.after).toBeLessThan(1_000);
    expect(run.stderr).toContain('stopped before anything was written: Service ui/ui-nlb is as it was');
    expect(asked()).toBe('instance');
  });

  test('as it is about to be written: nothing was changed', async () => {
    const run = await interrupted(migrate, { stderr: /\+ "ip"/ }, signal);
    expect(run).toMatchObject({ code, stdout: '' });
    expect(run.stderr).toContain('stopped before anything was written');
    expect(stage.kubernetes.requests.filter(({ method }) => method === 'PATCH')).toEqual([]);
    expect(asked()).toBe('instance');
  });

  test('in the middle of the patch: its fate is not known, and both ways are told', async () => {
    const run = await interrupted(migrate, { request: ({ method }) => method === 'PATCH' }, signal);
    expect(run).toMatchObject({ code, stdout: '' });
    expect(run.after).toBeLessThan(1_000);
    expect(run.stderr).toContain('whether it was is not known');
    expect(run.stderr).toContain('to continue:   nlbctl migrate ui-nlb -n ui --to ip\n');
    expect(run.stderr).toContain('to go back:    nlbctl migrate ui-nlb -n ui --to instance\n');
  });

  test('after the patch: the controller goes on, and both ways are told', async () => {
    const run = await interrupted(migrate, { stderr: /Patched|ControllerActing|Switched/ }, signal);
    expect(run).toMatchObject({ code, stdout: '' });
    expect(run.after).toBeLessThan(1_000);
    expect(run.stderr).toContain(
      'stopped watching; Service ui/ui-nlb asks for target type ip, and the controller goes on without nlbctl\n',
    );
    expect(run.stderr).toContain('to continue:   nlbctl migrate ui-nlb -n ui --to ip\n');
    expect(run.stderr).toContain('to go back:    nlbctl migrate ui-nlb -n ui --to instance\n');
    expect(asked()).toBe('ip');
  });

  test('a migration that was left goes on, and is left again', async () => {
    await interrupted(migrate, { stderr: /Patched|ControllerActing|Switched/ }, signal);
    stage.reset();
    const run = await interrupted(migrate, { stderr: /Patched|ControllerActing|Switched|Registering/ }, signal);
    expect(run.code).toBe(code);
    expect(run.stderr).toMatch(/already (?:asks for|has) target type ip; /);
    expect(run.stderr).toContain('the controller goes on without nlbctl');
    expect(stage.kubernetes.requests.filter(({ method }) => method === 'PATCH')).toEqual([]);
  });

  test('during a wait: between two looks, too', async () => {
    const run = await interrupted(wait, { stderr: /not yet to one of type ip/ }, signal);
    expect(run).toMatchObject({ code, stdout: '' });
    expect(run.after).toBeLessThan(1_000);
    expect(run.stderr).toContain('stopped watching Service ui/ui-nlb; nothing was changed');
    expect(run.stderr).toContain('to continue:   nlbctl wait-healthy ui-nlb -n ui');
  });

  test.each(['json', 'yaml', 'ndjson'])('the exit code is the same with -o %s', async (format) => {
    const run = await interrupted([...migrate, '-o', format], { stderr: /\+ "ip"/ }, signal);
    expect(run.code).toBe(code);
    if (format !== 'json') return;
    const document = JSON.parse(run.stdout);
    expect(schemaErrors('error', document)).toEqual([]);
    expect(document).toMatchObject({ code: signal === 'SIGINT' ? 'Interrupted' : 'Terminated', exitCode: code });
  });
});

test('Ctrl-C at the question, which takes it from the keyboard itself: nothing was changed', async () => {
  const leave = async () => {
    throw Object.assign(new Error('User force closed the prompt with SIGINT'), { name: 'ExitPromptError' });
  };
  vi.doMock('@inquirer/prompts', () => ({ confirm: leave, input: leave, search: leave }));
  const run = await stage.nlbctl(['migrate', 'ui-nlb', '-n', 'ui', '--to', 'ip'], {
    terminal: true,
    env: { NLBCTL_SPINNER_DISABLED: '1' },
  });
  vi.doUnmock('@inquirer/prompts');
  expect(run).toMatchObject({ code: 130, stdout: '' });
  expect(run.stderr).toContain('stopped at the question; nothing was changed');
  expect(asked()).toBe('instance');
});
