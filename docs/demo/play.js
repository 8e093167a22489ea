// Plays the main job against a cluster that has the EKS Workshop's Service: `npm run demo` starts it in the sandbox.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppsV1Api, KubeConfig } from '@kubernetes/client-node';

const nlbctl = resolve(import.meta.dirname, '../../bin/nlbctl.js');

/** Runs nlbctl as a person would type it; a failure ends the demo with nlbctl's exit code. */
function type(...args) {
  process.stdout.write(`\n$ nlbctl ${args.join(' ')}\n`);
  const { status } = spawnSync(process.execPath, [nlbctl, ...args], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const config = new KubeConfig();
config.loadFromDefault();

/** `kubectl scale`, for a machine that has no kubectl. */
async function scale(namespace, name, replicas) {
  process.stdout.write(`\n$ kubectl scale -n ${namespace} deployment/${name} --replicas=${replicas}\n`);
  const apps = config.makeApiClient(AppsV1Api);
  const current = await apps.readNamespacedDeploymentScale({ namespace, name });
  await apps.replaceNamespacedDeploymentScale({ namespace, name, body: { ...current, spec: { replicas } } });
  process.stdout.write(`deployment.apps/${name} scaled\n`);
}

/** `kubectl wait`, likewise: until a Deployment has so many ready replicas. */
async function untilReady(namespace, name, replicas) {
  process.stdout.write(
    `\n$ kubectl wait -n ${namespace} deployment/${name} --for=jsonpath={.status.readyReplicas}=${replicas}\n`,
  );
  const apps = config.makeApiClient(AppsV1Api);
  for (let tries = 0; tries < 600; tries += 1) {
    const { status } = await apps.readNamespacedDeployment({ namespace, name });
    if (status?.readyReplicas === replicas) {
      process.stdout.write(`deployment.apps/${name} condition met\n`);
      return;
    }
    await sleep(100);
  }
  throw new Error(`deployment ${namespace}/${name} did not get ${replicas} ready replicas within a minute`);
}

type('inspect', 'ui-nlb', '-n', 'ui');
type('migrate', 'ui-nlb', '-n', 'ui', '--to', 'ip', '--yes', '--interval', '500ms');
type('inspect', 'ui-nlb', '-n', 'ui');
await scale('ui', 'ui', 3);
await untilReady('ui', 'ui', 3);
type('wait-healthy', 'ui-nlb', '-n', 'ui', '--interval', '500ms');
type('inspect', 'ui-nlb', '-n', 'ui');
