import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataPath } from '../data-path/data-path.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Places } from './environment.ts';

/** Writes what clients read from files into a folder that only its owner can read: a token is in it. The data path may be shut. */
export function writeClientFiles(folder: string, sandbox: Sandbox, dataPath?: DataPath): Places {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const kubeconfig = join(folder, 'kubeconfig');
  const emptyFile = join(folder, 'aws-settings');
  writeFileSync(kubeconfig, sandbox.kubeconfig(), { mode: 0o600 });
  writeFileSync(emptyFile, '', { mode: 0o600 });
  return {
    kubeconfig,
    emptyFile,
    awsUrl: sandbox.aws.url,
    region: sandbox.region,
    ...(dataPath === undefined ? {} : { dataPath: placesOf(dataPath) }),
  };
}

/** Where the load balancers are at the moment. */
export const placesOf = (dataPath: DataPath): NonNullable<Places['dataPath']> => ({
  connectTo: dataPath.connectTo().join(','),
  proxyUrl: dataPath.proxyUrl,
});
