import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyEnvironment, sandboxEnvironment } from '../../src/sandbox/process/environment.ts';
import { writeClientFiles } from '../../src/sandbox/process/files.ts';
import { runInSandbox } from '../../src/sandbox/process/run.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { loadScenario } from '../../src/sandbox/scenario/load.ts';
import { honoursEndpointVariable } from './aws-cli.ts';

const run = promisify(execFile);
const hasKubectl = spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).status === 0;
const hasBoth = hasKubectl && honoursEndpointVariable();
const hasCurl = spawnSync('curl', ['--version'], { stdio: 'ignore' }).status === 0;

/** The kustomization of the tutorial: the Service as it is, and a patch of one annotation. */
const kustomization = `
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [service.yaml]
patches:
  - path: patch.yaml
`;
const service = `
apiVersion: v1
kind: Service
metadata:
  name: ui-nlb
  namespace: ui
  annotations:
    service.beta.kubernetes.io/aws-load-balancer-type: external
    service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing
    service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: instance
spec:
  type: LoadBalancer
  ports:
    - port: 80
      targetPort: 8080
      name: http
  selector:
    app.kubernetes.io/name: ui
    app.kubernetes.io/instance: ui
    app.kubernetes.io/component: service
`;
const patch = `
apiVersion: v1
kind: Service
metadata:
  name: ui-nlb
  namespace: ui
  annotations:
    service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip
`;

describe.skipIf(!hasBoth)('the tutorial, with kubectl and the AWS CLI (1.29, 2.13 or newer)', () => {
  let sandbox: Sandbox;
  let folder: string;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    sandbox = await startSandbox({ scenario: loadScenario('eks-workshop'), speed: 20 });
    await sandbox.settle();
    folder = mkdtempSync(join(tmpdir(), 'nlbctl-tutorial-'));
    const places = writeClientFiles(join(folder, 'client'), sandbox, await sandbox.dataPath());
    env = applyEnvironment(process.env, sandboxEnvironment(places, process.env));
    mkdirSync(join(folder, 'ip-mode'));
    for (const [name, text] of Object.entries({
      'kustomization.yaml': kustomization,
      'service.yaml': service,
      'patch.yaml': patch,
    })) {
      writeFileSync(join(folder, 'ip-mode', name), text);
    }
  });
  afterAll(async () => {
    await sandbox?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  const shell = async (command: string) =>
    (await run('bash', ['-euo', 'pipefail', '-c', command], { env, cwd: folder })).stdout;
  /** The tutorial's three calls, held together as there. */
  const targets = async (): Promise<{ Target: { Id: string; Port: number }; TargetHealth: { State: string } }[]> => {
    const arns = JSON.parse(
      await shell(
        "aws elbv2 describe-load-balancers --query 'LoadBalancers[?contains(LoadBalancerName, `k8s-ui-uinlb`) == `true`].LoadBalancerArn' --output json",
      ),
    );
    const groups = JSON.parse(
      await shell(`aws elbv2 describe-target-groups --load-balancer-arn '${arns[0]}' --output json`),
    );
    const health = await shell(
      `aws elbv2 describe-target-health --target-group-arn '${groups.TargetGroups[0].TargetGroupArn}' --output json`,
    );
    return JSON.parse(health).TargetHealthDescriptions;
  };
  const until = async (isSo: () => Promise<boolean>) => {
    for (let tries = 0; tries < 20 && !(await isSo()); tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 250));
  };

  test('three instances, then one pod, then three pods', async () => {
    const before = await targets();
    expect(before.map(({ Target }) => Target)).toEqual([
      { Id: 'i-0a1b2c3d4e5f60001', Port: 31234 },
      { Id: 'i-0a1b2c3d4e5f60002', Port: 31234 },
      { Id: 'i-0a1b2c3d4e5f60003', Port: 31234 },
    ]);

    expect(await shell('kubectl apply -k ip-mode')).toContain('service/ui-nlb configured');
    expect(await shell('kubectl describe service/ui-nlb -n ui')).toMatch(/aws-load-balancer-nlb-target-type: ip/);
    await until(async () => (await targets().catch(() => [])).some(({ Target }) => Target.Id.startsWith('10.')));
    const [pod, ...others] = await targets();
    expect(others).toEqual([]);
    expect(pod?.Target).toMatchObject({ Id: expect.stringMatching(/^10\.42\./), Port: 8080 });

    expect(await shell('kubectl scale -n ui deployment/ui --replicas=3')).toBe('deployment.apps/ui scaled\n');
    const waited = await shell(
      'kubectl wait --for=condition=Ready pod -n ui -l app.kubernetes.io/name=ui --timeout=60s',
    );
    expect(waited.match(/condition met/g)).toHaveLength(3);
    await until(async () => (await targets()).length === 3);
    expect((await targets()).map(({ Target }) => Target.Port)).toEqual([8080, 8080, 8080]);
  });

  test.skipIf(!hasCurl)(
    'the page answers before the change and after it, as the last command asks for it',
    async () => {
      const out = join(folder, 'answer');
      const command = String.raw`curl --head -X GET --retry 30 --retry-all-errors --retry-delay 15 --connect-timeout 30 --max-time 60 -k \
      $(kubectl get service -n ui ui-nlb -o jsonpath="{.status.loadBalancer.ingress[*].hostname}{'\n'}")`;
      const ended = await runInSandbox({
        scenario: loadScenario('eks-workshop'),
        command: ['bash', '-c', `${command} > ${out}`],
        env: process.env,
        onTerminal: false,
        signal: new AbortController().signal,
        ready: () => {},
      });
      for (const answer of [readFileSync(out, 'utf8'), await shell(command)]) {
        expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r$/m);
        expect(answer).toMatch(/^x-pod: ui-/m);
      }
      expect(ended).toBe(0);
    },
  );
});
