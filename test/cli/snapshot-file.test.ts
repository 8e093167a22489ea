import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import { json } from '../../src/output/print.ts';
import { snapshotDocument, snapshotList } from '../../src/output/snapshot.ts';
import { aService, instanceSnapshot, start } from '../judge/snapshot-builder.ts';
import { runCli } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'nlbctl-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** No cluster, no AWS: what is asked of either would fail with exit code 6. */
const nowhere = { KUBECONFIG: '/nonexistent/kubeconfig', HOME: '/nonexistent', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
const nlbctl = (argv: readonly string[], stdin?: string | Iterable<Uint8Array>) =>
  runCli(argv, { env: nowhere, cwd: folder, ...(stdin === undefined ? {} : { stdin }) });
const file = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content);

const snapshot = instanceSnapshot();
const text = json(snapshotDocument(snapshot));
/** The document with another value at a place (`service.ports.0.port`); undefined takes it out. */
function changed(place: string, value: unknown): string {
  const document: unknown = JSON.parse(text);
  const path = place.split('.');
  const last = path.pop() ?? '';
  const holder = path.reduce((at, key) => (at as Record<string, unknown>)[key], document) as Record<string, unknown>;
  holder[last] = value;
  return json(document);
}
const list = (...services: readonly [string, string][]) =>
  snapshotList(
    services.map(([namespace, name]) => ({ snapshot: { ...snapshot, service: aService({ namespace, name }) } })),
    start,
    snapshot.origin,
  );

describe('a file that is no snapshot is wrong usage, with the place', () => {
  test.each<[string, string | Buffer, RegExp]>([
    ['cut short', text.slice(0, 2_000), /line \d+, column \d+: it ends in the middle/],
    ['cut short within a word', '{"apiVersion": "nlbctl/v1", "at": tru', /it ends in the middle/],
    ['empty', '\n', /it is empty/],
    ['no JSON', 'apiVersion: nlbctl/v1\nkind: Snapshot\n', /it is no JSON: Unexpected token/],
    ['JSON with a mistake', text.replace('"kind":', '"kind"'), /line 3, column \d+: it is no JSON \(/],
    ['compressed', Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0xff]), /no text in UTF-8/],
    ['another document', '{"apiVersion": "nlbctl/v1", "kind": "Inspection"}', /kind: it is "Inspection"/],
    ['without a kind', '{}', /kind: it has none/],
    ['an array', '[]', /kind: it has none/],
    ['null', 'null', /kind: it has none/],
    ['of a later version', changed('apiVersion', 'nlbctl/v2'), /of version "nlbctl\/v2"/],
    ['of no version', changed('apiVersion', undefined), /of version null/],
    ['without a member', changed('service.ports', undefined), /service: must have .*'ports'/],
    ['a word for a number', changed('listeners.0.port', '80'), /listeners\.0\.port: must be/],
    ['a port out of range', changed('service.ports.0.port', 70_000), /ports\.0\.port: must be/],
    ['a list for a mapping', changed('service.labels', []), /service\.labels: must be object/],
    ['null where nothing can be', changed('service', null), /service: must be object/],
    ['a time that is none', changed('at', 'yesterday'), /at: must match/],
    ['a leap second', changed('at', '2026-12-31T23:59:60Z'), /at: must match/],
    ['a day that is none', changed('at', '2026-02-30T10:00:00Z'), /at: must match/],
    ['a list with a wrong item', json({ ...list(['ui', 'a']), items: [{}] }), /items\.0: must have/],
    ['a list with a Service twice', json(list(['ui', 'a'], ['ui', 'a'])), /ui\/a is in it more than once/],
  ])('%s', async (name, content, says) => {
    file('bad.json', content);
    const run = await nlbctl(['inspect', '--from', 'bad.json']);
    expect(run.stderr, name).toMatch(says);
    expect(run.stderr).toMatch(/^error: bad\.json is .*snapshot/);
    expect(run).toMatchObject({ code: 64, stdout: '' });
  });

  test('a later member is no mistake', async () => {
    file('later.json', changed('service.later', { a: 1 }));
    expect(await nlbctl(['inspect', '--from', 'later.json'])).toMatchObject({ code: 0, stderr: '' });
  });

  test.each([
    ['missing.json', /ENOENT: no such file or directory\n/],
    ['.', /EISDIR/],
  ])('%s', async (name, says) => {
    const run = await nlbctl(['inspect', '--from', name]);
    expect(run.stderr).toMatch(says);
    expect(run).toMatchObject({ code: 64, stdout: '' });
  });

  test('too large: a file before it is read, a stream as soon as it is', async () => {
    file('large.json', '');
    truncateSync(join(folder, 'large.json'), 200_000_001);
    const piece = new Uint8Array(20_000_000);
    const stream = (function* () {
      for (;;) yield piece;
    })();
    for (const run of [await nlbctl(['list', '--from', 'large.json']), await nlbctl(['list', '--from', '-'], stream)]) {
      expect(run.stderr).toContain('it is larger than 200 MB');
      expect(run).toMatchObject({ code: 64, stdout: '' });
    }
  });

  test('with -o json the error is a document, and what is in the file cannot move a cursor', async () => {
    file('bad.json', '{"kind": "\\u001b[2J"}');
    const run = await nlbctl(['diff', '--from', 'bad.json', '-o', 'json']);
    expect(JSON.parse(run.stdout)).toMatchObject({ kind: 'Error', code: 'Usage', exitCode: 64 });
    expect(run.stderr).not.toContain('\u001b');
  });
});

test('text in UTF-16, as PowerShell writes it, is read', async () => {
  file('powershell.json', Buffer.from(`\ufeff${text}`, 'utf16le'));
  expect(await nlbctl(['inspect', '--from', 'powershell.json'])).toMatchObject({ code: 0, stderr: '' });
});

describe('which Service of a file is meant', () => {
  const several = json(list(['ui', 'ui-nlb'], ['ui', 'other'], ['shop', 'ui-nlb'], ['shop', 'cart']));
  const from = (...argv: string[]) => nlbctl([...argv, '--from', '-'], several);
  const names = async (...argv: string[]) => (await from(...argv, '-o', 'name')).stdout.trim().split('\n');

  test.each([
    [['inspect'], 5, /stdin has 4 Services[\s\S]*shop\/cart/],
    [['inspect', '-n', 'shop'], 5, /namespace shop of stdin has 2 Services[\s\S]* {2}cart\n {2}ui-nlb/],
    [['inspect', 'ui-nlb'], 5, /holds Services ui-nlb of several namespaces: shop, ui/],
    [['inspect', 'ui-nl', '-n', 'ui'], 5, /holds no Service ui-nl\nhint: did you mean ui-nlb\?/],
    [['inspect', '-n', 'nowhere'], 5, /holds nothing of namespace nowhere\nhint: it holds Services of shop, ui/],
    [['inspect', 'shop/cart', '-n', 'ui'], 64, /leave one of the two out/],
    [['list', '-l', 'a b'], 64, /"a b" is no label selector/],
  ])('%j', async (argv, code, says) => {
    const run = await from(...argv);
    expect(run.stderr).toMatch(says);
    expect(run).toMatchObject({ code, stdout: '' });
  });

  test('one that is the only one of its name needs no namespace', async () => {
    expect(await names('inspect', 'cart')).toEqual(['service/cart']);
    expect((await from('inspect', 'shop/ui-nlb')).stdout).toMatch(/^shop\/ui-nlb /);
    expect((await from('inspect', 'ui-nlb', '-n', 'ui')).stdout).toMatch(/^ui\/ui-nlb /);
  });

  test('a list is of the namespace that is named, else of all that is there', async () => {
    expect(await names('list')).toHaveLength(4);
    expect(await names('list', '-A')).toHaveLength(4);
    expect(await names('list', '-n', 'shop')).toEqual(['service/cart', 'service/ui-nlb']);
    expect((await from('list', '-l', 'app=ui')).stderr).toBe('no Service with a load balancer in any namespace\n');
  });

  test('what failed to be observed fails in the same way, and leaves the others alone', async () => {
    const failure = { code: 'LoadBalancerAmbiguous' as const, message: 'two NLBs fit', hint: 'look' };
    const seen = [{ snapshot }, { service: aService({ name: 'lost' }), failure }];
    const written = json(snapshotList(seen, start, snapshot.origin));
    const run = await nlbctl(['inspect', 'lost', '--from', '-'], written);
    expect(run).toMatchObject({ code: 5, stderr: 'error: two NLBs fit\nhint: look\n' });
    const listed = await nlbctl(['list', '--from', '-'], written);
    expect(listed.stdout).toMatch(/lost .*several NLBs fit\n.*ui-nlb .*3\/3/s);
  });

  test('one that can have no load balancer is refused as by a cluster', async () => {
    const service = aService({ type: 'ClusterIP', finalizers: [] });
    const run = await nlbctl(['inspect', 'ui-nlb', '--from', '-'], json(snapshotDocument({ ...snapshot, service })));
    expect(run.stderr).toContain('is of type ClusterIP');
    expect(run.code).toBe(5);
  });
});

test.each([
  [['wait-healthy', 'ui-nlb'], /a wait looks again and again/],
  [['migrate', 'ui-nlb', '--to', 'ip'], /a migration changes a Service/],
  [['doctor'], /it tries what works now/],
])('%j takes no file', async (argv, says) => {
  const run = await nlbctl([...argv, '--from', '-'], text);
  expect(run.stderr).toMatch(says);
  expect(run).toMatchObject({ code: 64, stdout: '' });
});

test('a signal ends the wait for a stream that nobody ends', async () => {
  let kill: ((signal: 'SIGINT') => void) | undefined;
  const running = runCli(['inspect', '--from', '-'], {
    env: nowhere,
    stdin: new PassThrough(),
    onReady: (signal) => {
      kill = signal;
    },
  });
  setTimeout(() => kill?.('SIGINT'), 50);
  expect(await running).toMatchObject({ code: 130, stdout: '' });
});
