import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  beginAttempt,
  cacheFolder,
  endAttempt,
  forgetOld,
  isAttempted,
  readCache,
  retryAfter,
  writeCache,
} from '../../../src/cli/completion/cache.ts';

const key = 'a'.repeat(32);
let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nlbctl-cache-'));
  folder = join(root, 'nlbctl', 'completion');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const file = () => join(folder, `${key}.json`);
const written = (text: string) => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(file(), text);
};

describe('the folder', () => {
  test.each([
    [{ XDG_CACHE_HOME: '/cache', HOME: '/home/me' }, '/cache/nlbctl/completion'],
    [{ HOME: '/home/me' }, '/home/me/.cache/nlbctl/completion'],
    [{ XDG_CACHE_HOME: '', HOME: '/home/me' }, '/home/me/.cache/nlbctl/completion'],
    [{ XDG_CACHE_HOME: 'relative', HOME: '/home/me' }, '/home/me/.cache/nlbctl/completion'],
  ])('%j: %s', (env, expected) => {
    expect(cacheFolder(env)).toBe(expected);
  });
});

describe('the file', () => {
  test('gives back what was written, is only for its owner, and nothing else is left beside it', async () => {
    const names = { readAt: 1_000, services: [{ namespace: 'ui', name: 'ui-nlb' }] };
    await writeCache(folder, key, names);
    expect(await readCache(folder, key)).toEqual(names);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder)).toEqual([`${key}.json`]);
  });

  test('is replaced and not written over: who reads the old one reads it whole', async () => {
    await writeCache(folder, key, { readAt: 1, services: [{ namespace: 'a', name: 'a' }] });
    const before = statSync(file()).ino;
    await writeCache(folder, key, { readAt: 2, services: [] });
    expect(statSync(file()).ino).not.toBe(before);
    expect(await readCache(folder, key)).toEqual({ readAt: 2, services: [] });
  });

  test('holds names alone', async () => {
    const service = { namespace: 'ui', name: 'ui-nlb', annotations: { secret: 'x' } };
    await writeCache(folder, key, { readAt: 1, services: [service] });
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ version: 1, readAt: 1, services: ['ui/ui-nlb'] });
  });

  test.each(['$(touch x)', 'a b', 'A', '-a', 'a\n', 'a\u001b[31m', '', '../x', 'a/b', 'a'.repeat(64)])(
    'a name that is none of a Service’s is neither written nor read: %j',
    async (name) => {
      const good = { namespace: 'ui', name: 'ui-nlb' };
      await writeCache(folder, key, {
        readAt: 1,
        services: [{ namespace: 'ui', name }, { namespace: name, name: 'a' }, good],
      });
      expect(JSON.parse(readFileSync(file(), 'utf8')).services).toEqual(['ui/ui-nlb']);
      written(JSON.stringify({ version: 1, readAt: 1, services: [`ui/${name}`, `${name}/a`, 7, null, 'ui/ui-nlb'] }));
      expect((await readCache(folder, key))?.services).toEqual([good]);
    },
  );

  test.each([
    '',
    '{',
    '[]',
    'null',
    '7',
    '{"version":2,"readAt":1,"services":[]}',
    '{"version":1,"readAt":"1","services":[]}',
    '{"version":1,"readAt":1,"services":{}}',
    ' '.repeat(1_000_001),
  ])('one that is none of ours is as good as none', async (text) => {
    written(text);
    expect(await readCache(folder, key)).toBeNull();
  });

  test('there is none', async () => {
    expect(await readCache(folder, key)).toBeNull();
  });

  test('what was not written for a month is taken away; what is not ours stays', async () => {
    await writeCache(folder, key, { readAt: 1, services: [] });
    const old = [
      `${'b'.repeat(32)}.json`,
      `${'b'.repeat(32)}.attempt`,
      `${'c'.repeat(32)}.json.0123456789ab`,
      'notes.json',
    ];
    for (const name of old) {
      writeFileSync(join(folder, name), '');
      utimesSync(join(folder, name), 0, 0);
    }
    await forgetOld(folder, Date.now());
    expect(readdirSync(folder).sort()).toEqual([`${key}.json`, 'notes.json']);
  });
});

describe('an attempt', () => {
  test('is made by one of many at a time', async () => {
    const now = Date.now();
    const begun = await Promise.all(Array.from({ length: 8 }, () => beginAttempt(folder, key, now)));
    expect(begun.filter(Boolean)).toHaveLength(1);
    await endAttempt(folder, key);
    expect(await beginAttempt(folder, key, now)).toBe(true);
  });

  test('that failed, or whose process was killed, counts for a minute', async () => {
    const now = Date.now();
    expect(await beginAttempt(folder, key, now)).toBe(true);
    expect(await isAttempted(folder, key, now + retryAfter - 1_000)).toBe(true);
    expect(await beginAttempt(folder, key, now + retryAfter - 1_000)).toBe(false);
    expect(await isAttempted(folder, key, now + retryAfter + 1_000)).toBe(false);
    expect(await beginAttempt(folder, key, now + retryAfter + 1_000)).toBe(true);
  });
});
