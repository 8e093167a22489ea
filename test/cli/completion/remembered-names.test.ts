import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { beginAttempt, cacheFolder, writeCache } from '../../../src/cli/completion/cache.ts';
import { placeOf } from '../../../src/cli/completion/place.ts';
import { freshFor, rememberedNames } from '../../../src/cli/completion/remembered-names.ts';

let root: string;
let env: Record<string, string>;
let refreshes: (readonly string[])[];
let now: number;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nlbctl-names-'));
  env = { HOME: root, KUBECONFIG: kubeconfig('config') };
  refreshes = [];
  now = Date.now();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function kubeconfig(name: string, change: object = {}): string {
  const config = {
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
    users: [{ name: 'u', user: { token: 'very-secret' } }],
    contexts: [
      { name: 'staging', context: { cluster: 'c', user: 'u', namespace: 'ui' } },
      { name: 'production', context: { cluster: 'c', user: 'u' } },
    ],
    'current-context': 'staging',
    ...change,
  };
  const path = join(root, name);
  writeFileSync(path, JSON.stringify(config));
  return path;
}

const names = () => rememberedNames({ env, now: () => now, refresh: (flags) => void refreshes.push(flags) });
const ask = (given: Record<string, string> = {}) => names().ofCluster(new Map(Object.entries(given)));

async function remember(age: number, context: string | null = null) {
  const place = await placeOf(null, context, env);
  await writeCache(cacheFolder(env), place?.key ?? '', {
    readAt: now - age,
    services: [{ namespace: 'ui', name: 'ui-nlb' }],
  });
}

const known = { namespace: 'ui', services: [{ namespace: 'ui', name: 'ui-nlb' }] };

describe('names of a cluster', () => {
  test('that was never read: nothing yet, and it is read', async () => {
    expect(await ask()).toEqual({ namespace: 'ui', services: [] });
    expect(refreshes).toEqual([[]]);
  });

  test('that was just read are given, and it is not read again', async () => {
    await remember(freshFor - 1_000);
    expect(await ask()).toEqual(known);
    expect(refreshes).toEqual([]);
  });

  test('that was read long ago are given too, and it is read again', async () => {
    await remember(freshFor + 1_000);
    expect(await ask()).toEqual(known);
    expect(refreshes).toEqual([[]]);
  });

  test('that was read in the future, by a clock that was wrong, are given, and it is read again', async () => {
    await remember(-10 * freshFor);
    expect(await ask()).toEqual(known);
    expect(refreshes).toHaveLength(1);
  });

  test('that is being read, or could not be, are given as they are', async () => {
    await remember(freshFor + 1_000);
    const place = await placeOf(null, null, env);
    await beginAttempt(cacheFolder(env), place?.key ?? '', now);
    expect(await ask()).toEqual(known);
    expect(refreshes).toEqual([]);
  });

  test('are those of the context, server and user that are meant', async () => {
    await remember(0);
    expect(await ask({ '--context': 'production', '--namespace': 'shop' })).toEqual({
      namespace: 'default',
      services: [],
    });
    expect(refreshes).toEqual([['--context=production', '--namespace=shop']]);
    const elsewhere = kubeconfig('other', { clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:2' } }] });
    expect((await ask({ '--kubeconfig': elsewhere })).services).toEqual([]);
    expect(refreshes.at(-1)).toEqual([`--kubeconfig=${elsewhere}`]);
    const another = kubeconfig('somebody', {
      users: [{ name: 'v', user: { token: 't' } }],
      contexts: [{ name: 'staging', context: { cluster: 'c', user: 'v' } }],
    });
    expect((await ask({ '--kubeconfig': another })).services).toEqual([]);
  });

  test('are neither kept nor read with NLBCTL_COMPLETION_OFFLINE', async () => {
    await remember(freshFor + 1_000);
    env['NLBCTL_COMPLETION_OFFLINE'] = '1';
    expect(await ask()).toEqual({ namespace: 'ui', services: [] });
    expect(refreshes).toEqual([]);
  });

  test('are not those of a snapshot', async () => {
    await remember(0);
    expect(await ask({ '--from': 'x.json' })).toEqual({ namespace: null, services: [] });
    expect(refreshes).toEqual([]);
  });

  test.each([
    ['there is none', () => join(root, 'nowhere')],
    ['it is a folder', () => root],
    ['it is not YAML', () => written('{')],
    ['it is too long to be read in time', () => written(`# ${'x'.repeat(2_000_000)}\n`)],
    ['it has no such context', () => kubeconfig('bare', { contexts: [] })],
  ])('without a kubeconfig that can be read: %s', async (_, file) => {
    env['KUBECONFIG'] = file();
    expect(await ask()).toEqual({ namespace: null, services: [] });
    expect(await names().contexts(new Map())).toEqual([]);
    expect(refreshes).toEqual([]);
  });
});

test('contexts are those of the kubeconfig, whatever is remembered', async () => {
  expect(await names().contexts(new Map())).toEqual(['staging', 'production']);
  const other = kubeconfig('one', { contexts: [{ name: 'x', context: {} }] });
  expect(await names().contexts(new Map([['--kubeconfig', other]]))).toEqual(['x']);
});

function written(text: string): string {
  mkdirSync(root, { recursive: true });
  const path = join(root, 'odd');
  writeFileSync(path, text);
  return path;
}
