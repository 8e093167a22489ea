import { spawnSync } from 'node:child_process';

/** AWS_ENDPOINT_URL is honoured from 1.29 and 2.13 on; an older AWS CLI would go to the real AWS. */
export function honoursEndpointVariable(): boolean {
  const { stdout } = spawnSync('aws', ['--version'], { encoding: 'utf8' });
  const [, major, minor] = /aws-cli\/(\d+)\.(\d+)/.exec(stdout ?? '') ?? [];
  if (major === undefined || minor === undefined) return false;
  return Number(major) > 2 || Number(minor) >= (major === '1' ? 29 : 13);
}
