import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openStage, type Stage } from '../sandboxed.ts';
import { schemaErrors } from '../schema/validate.ts';
import { external, loadBalancerService } from '../services.ts';
import { type CliOptions, runCli } from './run-cli.ts';

let stage: Stage;
const folder = mkdtempSync(join(tmpdir(), 'nlbctl-offline-'));
const instant = Date.UTC(2026, 10, 25, 12);

/** Both sides see the same instant, so that what they print can be the same to the byte. */
const clock = { now: () => instant, sleep: async () => undefined };
const online = (...argv: string[]) => stage.nlbctl(argv, { cwd: folder, clock });
/** No kubeconfig, no AWS settings, another day, and endpoints that nobody listens at. */
const nowhere: CliOptions = {
  cwd: folder,
  clock: { now: () => instant + 86_400_000, sleep: async () => undefined },
  env: { KUBECONFIG: '/nonexistent', HOME: '/nonexistent', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
};
const offline = (...argv: string[]) => runCli(argv, nowhere);
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

beforeAll(async () => {
  stage = await openStage({
    objects: [
      loadBalancerService('local', { annotations: external, spec: { externalTrafficPolicy: 'Local' } }),
      loadBalancerService('other', { namespace: 'default', annotations: external }),
      loadBalancerService('foreign', { spec: { loadBalancerClass: 'example.com/lb' } }),
    ],
  });
  const taken = await online('snapshot', '-A', '-f', 'all.json');
  expect(taken).toMatchObject({ code: 0, stdout: '' });
});
beforeEach(() => stage.reset());
afterAll(async () => {
  await stage.stop();
  rmSync(folder, { recursive: true });
});

describe('a file says what the cluster says, and nothing is asked of any network', () => {
  test.each([
    [['inspect', 'ui-nlb', '-n', 'ui']],
    [['inspect', 'local', '-n', 'ui', '-o', 'json']],
    [['inspect', 'local', '-n', 'ui', '-o', 'wide']],
    [['inspect', 'foreign', '-n', 'ui']],
    [['inspect', 'ui-nlb', '-n', 'ui', '--fail-on', 'warning', '-o', 'name']],
    [['diff', 'local', '-n', 'ui', '-o', 'json']],
    [['diff', 'ui-nlb', '-n', 'ui', '-o', 'yaml']],
    [['list', '-A', '-o', 'json']],
    [['list', '-n', 'ui']],
    [['list', '-A', '-o', 'name', '-l', '!retired']],
    [['plan', 'ui-nlb', '-n', 'ui', '--to', 'ip']],
    [['plan', 'ui-nlb', '-n', 'ui', '--to', 'ip', '-o', 'json', '--detailed-exitcode']],
    [['plan', 'foreign', '-n', 'ui', '--to', 'ip']],
    [['plan', 'local', '-n', 'ui', '--to', 'instance', '-o', 'patch']],
  ])('%j', async (argv) => {
    const asked = await online(...argv);
    stage.reset();
    const told = await offline(...argv, '--from', 'all.json');
    expect(told).toEqual(asked);
    expect(await offline(...argv, '--from', 'all.json')).toEqual(told);
    expect([...stage.kubernetes.requests, ...stage.elbv2.requests]).toEqual([]);
  });

  test('the one Service of a file needs no name, and its file obeys the schema', async () => {
    expect(await online('snapshot', 'ui/ui-nlb', '-f', 'one.json')).toMatchObject({
      code: 0,
      stderr: 'one.json holds Service ui/ui-nlb\n',
    });
    expect(schemaErrors('snapshot', JSON.parse(read('one.json')))).toEqual([]);
    expect(schemaErrors('snapshot-list', JSON.parse(read('all.json')))).toEqual([]);
    expect(await offline('inspect', '--from', 'one.json')).toEqual(await online('inspect', 'ui-nlb', '-n', 'ui'));
  });

  test('a file that came through stdin is the same file', async () => {
    const piped = await runCli(['list', '--from', '-'], { ...nowhere, stdin: read('all.json') });
    expect(piped).toEqual(await offline('list', '--from', 'all.json'));
  });
});

describe('what is written', () => {
  test('the only Service of a namespace is a Snapshot, and what is asked for as many is a list', async () => {
    const kindOf = async (...argv: string[]) => JSON.parse((await online('snapshot', '-q', ...argv)).stdout).kind;
    expect(await kindOf('-n', 'default')).toBe('Snapshot');
    expect(await kindOf('-n', 'default', '-f', '-')).toBe('Snapshot');
    expect(await kindOf('-n', 'default', '-l', '!x')).toBe('SnapshotList');
    expect(await kindOf('-n', 'ui')).toBe('SnapshotList');
    expect(await online('snapshot', '-n', 'kube-system')).toMatchObject({ code: 5, stdout: '' });
    expect(await online('snapshot', 'ui-nlb', '-n', 'ui', '-A')).toMatchObject({ code: 64, stdout: '' });
  });

  test('a part of a file, without account ids, and no more of them the second time', async () => {
    const account = JSON.parse(read('all.json')).items[0].origin.account;
    expect(account).toMatch(/^\d{12}$/);
    expect((await offline('snapshot', 'ui/ui-nlb', '--from', 'all.json', '--redact', '-f', 'safe.json')).stderr).toBe(
      'safe.json holds Service ui/ui-nlb, without account ids\n',
    );
    expect(read('safe.json')).not.toContain(account);
    expect(JSON.parse(read('safe.json'))).toMatchObject({
      redacted: ['account ids'],
      origin: { account: '000000000001' },
    });
    expect((await offline('snapshot', '--from', 'safe.json', '--redact', '-q')).stdout).toBe(read('safe.json'));
    expect(schemaErrors('snapshot', JSON.parse(read('safe.json')))).toEqual([]);
  });

  test('nothing of the Service but what has to do with its load balancer', async () => {
    stage.sandbox.store.modify({ group: '', resource: 'services' }, 'ui', 'ui-nlb', ({ metadata }) => {
      const secret = { 'example.com/token': 'hunter2', 'argocd.argoproj.io/tracking-id': 'hunter2' };
      const applied = JSON.stringify({ metadata: { annotations: secret }, spec: { note: 'hunter2' } });
      metadata.annotations = {
        ...metadata.annotations,
        ...secret,
        'kubectl.kubernetes.io/last-applied-configuration': applied,
      };
    });
    const { stdout } = await online('snapshot', 'ui-nlb', '-n', 'ui');
    expect(stdout).toContain('argocd.argoproj.io/tracking-id');
    expect(stdout).not.toContain('hunter2');
    expect(stdout).not.toContain('f:metadata');
  });
});

describe('a file is written whole, and for its owner alone', () => {
  const mode = (name: string) => (statSync(join(folder, name)).mode & 0o777).toString(8);
  const write = (name: string) => offline('snapshot', 'ui/ui-nlb', '--from', 'all.json', '-q', '-f', name);

  test('a new one, one that is there, and one behind a link', async () => {
    writeFileSync(join(folder, 'there.json'), 'old');
    chmodSync(join(folder, 'there.json'), 0o644);
    writeFileSync(join(folder, 'real.json'), 'old');
    symlinkSync('real.json', join(folder, 'link.json'));
    for (const name of ['new.json', 'there.json', 'link.json']) expect(await write(name)).toMatchObject({ code: 0 });
    for (const name of ['new.json', 'there.json', 'real.json', 'all.json']) {
      expect(mode(name)).toBe('600');
      expect(read(name)).toMatch(/^\{\n[\s\S]*\n\}\n$/);
    }
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('what is no file is left what it is', async () => {
    expect(await write('/dev/null')).toMatchObject({ code: 0, stdout: '' });
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  test.each([
    ['no-such-folder/x.json', /cannot be written to no-such-folder\/x\.json: ENOENT: no such file or directory\n/],
    ['.', /cannot be written to \.: EISDIR/],
  ])('%s cannot be: 64, and nothing is left behind', async (name, says) => {
    const before = readdirSync(folder);
    const run = await write(name);
    expect(run.stderr).toMatch(says);
    expect(run).toMatchObject({ code: 64, stdout: '' });
    expect(readdirSync(folder)).toEqual(before);
  });
});

test('what may not be read is told, is in the file, and is told of it again', async () => {
  stage.sandbox.denied.add('elasticloadbalancing:DescribeTags');
  const taken = await online('snapshot', 'ui-nlb', '-n', 'ui', '-f', 'part.json');
  expect(taken.code).toBe(0);
  expect(taken.stderr).toMatch(/not read .*DescribeTags/);
  const told = await offline('inspect', '--from', 'part.json', '-o', 'json');
  expect(JSON.parse(told.stdout).meta.notRead).toContainEqual(
    expect.objectContaining({ permission: 'elasticloadbalancing:DescribeTags' }),
  );
});
