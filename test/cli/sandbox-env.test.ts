import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ControlEndpoint, startControl } from '../../src/sandbox/faults/control/endpoint.ts';
import type { SandboxRecord } from '../../src/sandbox/process/record.ts';
import { serveSandbox } from '../../src/sandbox/process/serve.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { loadScenario } from '../../src/sandbox/scenario/load.ts';
import { runCli } from './run-cli.ts';

/** A sandbox as `run` has one for its command, and one that stays in the background; each with an NLB. */
let inRun: Sandbox;
let control: ControlEndpoint;
let record: SandboxRecord;
let served: Promise<void>;
const ending = new AbortController();
const folder = mkdtempSync(join(tmpdir(), 'nlbctl-sandbox-env-'));

beforeAll(async () => {
  inRun = await startSandbox({ scenario: loadScenario('eks-workshop'), seed: 2 });
  control = await startControl(inRun);
  await inRun.settle();
  record = await new Promise<SandboxRecord>((ready) => {
    served = serveSandbox({
      ...{ folder, name: 'eks-workshop', scenario: loadScenario('eks-workshop'), speed: 50 },
      ...{ ready, signal: ending.signal },
    });
  });
});
afterAll(async () => {
  ending.abort();
  await Promise.all([served, control.close(), inRun.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

const env = (variables: Record<string, string>) => runCli(['sandbox', 'env'], { env: variables });
const elsewhere = join(folder, 'none');
const connectTo = async (sandbox: Sandbox) => (await sandbox.dataPath()).connectTo().join(',');

describe('nlbctl sandbox env', () => {
  test('within sandbox run, prints the load balancers that there are now', async () => {
    const before = await env({ NLBCTL_SANDBOX_CONTROL: control.url, NLBCTL_SANDBOX_DIR: folder });
    expect(before).toMatchObject({ code: 0, stdout: `export NLBCTL_CONNECT_TO='${await connectTo(inRun)}'\n` });
    expect(before.stdout.split(',')).toHaveLength(6);
    const { elbv2, network } = inRun;
    const Subnets = network.vpc.subnets.slice(0, 1).map(({ id }) => id);
    const later = elbv2.createLoadBalancer({ Name: 'later', Type: 'network', Subnets });
    const group = elbv2.createTargetGroup({ Name: 'later', Protocol: 'TCP', Port: 80, VpcId: network.vpc.id });
    elbv2.createListener({
      ...{ LoadBalancerArn: later.LoadBalancerArn, Port: 80, Protocol: 'TCP' },
      DefaultActions: [{ Type: 'forward', TargetGroupArn: group.TargetGroupArn }],
    });
    await inRun.settle();
    await (await inRun.dataPath()).ready();
    const after = await env({ NLBCTL_SANDBOX_CONTROL: control.url, NLBCTL_SANDBOX_DIR: folder });
    expect(after.stdout).toBe(`export NLBCTL_CONNECT_TO='${await connectTo(inRun)}'\n`);
    expect(after.stdout).toContain(`${later.DNSName}:80:127.0.0.1:`);
  });

  test('elsewhere prints all of the sandbox that was started', async () => {
    const { code, stdout } = await env({ NLBCTL_SANDBOX_DIR: folder });
    expect(code).toBe(0);
    expect(stdout).toContain(`export KUBECONFIG='${record.kubeconfig}'`);
    expect(stdout).toContain(`export NLBCTL_CONNECT_TO='${record.dataPath?.connectTo}'`);
    expect(stdout).toContain(`export http_proxy='${record.dataPath?.proxyUrl}'`);
    const again = await env({ NLBCTL_SANDBOX_DIR: folder, NLBCTL_SANDBOX_CONTROL: record.controlUrl ?? '' });
    expect(again.stdout, 'in a shell that has evaluated it too').toBe(stdout);
    const status = await runCli(['sandbox', 'status', '-o', 'json'], { env: { NLBCTL_SANDBOX_DIR: folder } });
    expect(JSON.parse(status.stdout)).toMatchObject({ proxyUrl: record.dataPath?.proxyUrl });
  });

  test('does not go by the variable of a sandbox that has ended', async () => {
    const ended = 'http://sandbox:token@127.0.0.1:1';
    const other = await env({ NLBCTL_SANDBOX_CONTROL: ended, NLBCTL_SANDBOX_DIR: folder });
    expect(other.stdout).toContain(`export KUBECONFIG='${record.kubeconfig}'`);
    const none = await env({ NLBCTL_SANDBOX_CONTROL: ended, NLBCTL_SANDBOX_DIR: elsewhere });
    expect(none).toMatchObject({ code: 5, stdout: '' });
    expect(none.stderr).toContain('the sandbox at 127.0.0.1:1 does not answer');
  });
});
