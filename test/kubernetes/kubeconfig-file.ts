import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A kubeconfig of one context named `here`; kubectl reads JSON too. */
export function kubeconfigFor(cluster: object, user: object = {}, context: object = {}): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'here',
    clusters: [{ name: 'c', cluster }],
    contexts: [{ name: 'here', context: { cluster: 'c', user: 'u', ...context } }],
    users: [{ name: 'u', user }],
  });
}

/** A folder of its own, with files in it; gone at the end of the test. */
export async function folderOf(files: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(path.join(tmpdir(), 'nlbctl-test-'));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text, { mode: 0o755 });
  return {
    folder,
    file: (name: string) => path.join(folder, name),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
