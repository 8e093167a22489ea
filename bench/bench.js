// `npm run bench`: what nlbctl costs, as ratios and counts that were measured side by side in one run.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bucket, compareStrategies } from './migrations.js';
import { paired } from './paired.js';
import { countRoundTrips } from './round-trips.js';
import { nlbctl, startSandbox, timed } from './sandbox.js';

const node = process.execPath;
const say = (what, measured, goal, isMet) =>
  process.stdout.write(`${isMet ? 'met ' : 'MISS'}  ${what.padEnd(52)} ${measured.padEnd(42)} goal ${goal}\n`);
const round = (number) => number.toFixed(2);
const milliseconds = (number) => `${Math.round(number)} ms`;

/** The AWS Load Balancer's targets as the EKS Workshop's page looks at them: three calls of the AWS CLI, two of jq. */
const pipeline = `
set -euo pipefail
arn=$(aws elbv2 describe-load-balancers --output json | jq -r '.LoadBalancers[] | select(.LoadBalancerName | contains("k8s-ui-uinlb")) | .LoadBalancerArn')
group=$(aws elbv2 describe-target-groups --load-balancer-arn "$arn" --output json | jq -r '.TargetGroups[0].TargetGroupArn')
aws elbv2 describe-target-health --target-group-arn "$group" --output json
`;

async function benchVersion() {
  const { ratio, first, second } = await paired(
    () => timed(node, [nlbctl, '--version']),
    () => timed(node, ['-e', '0']),
    20,
  );
  say(
    'nlbctl --version against node -e 0',
    `${round(ratio)} (${milliseconds(first)} : ${milliseconds(second)})`,
    '<= 1.3',
    ratio <= 1.3,
  );
}

async function benchInspect(sandbox) {
  const inspect = () => timed(node, [nlbctl, 'inspect', 'ui-nlb', '-n', 'ui'], { env: sandbox.env });
  if (['aws', 'jq'].some((tool) => spawnSync(tool, ['--version']).status !== 0)) {
    process.stdout.write('----  nlbctl inspect against the AWS CLI and jq: not measured, they are not installed\n');
    return;
  }
  const { ratio, first, second } = await paired(
    inspect,
    () => timed('bash', ['-c', pipeline], { env: sandbox.env }),
    8,
  );
  say(
    'nlbctl inspect against the AWS CLI and jq',
    `${round(ratio)} (${milliseconds(first)} : ${milliseconds(second)})`,
    '<= 0.1',
    ratio <= 0.1,
  );
}

async function benchMemory(sandbox) {
  const folder = mkdtempSync(join(tmpdir(), 'nlbctl-bench-'));
  const file = join(folder, 'memory');
  const reporter = pathToFileURL(join(import.meta.dirname, 'report-memory.js')).href;
  await timed(node, ['--import', reporter, nlbctl, 'inspect', 'ui-nlb', '-n', 'ui'], {
    env: { ...sandbox.env, BENCH_MEMORY: file },
  });
  const megabytes = Number(readFileSync(file, 'utf8')) / 1e6;
  rmSync(folder, { recursive: true, force: true });
  say('peak memory of one inspect', `${Math.round(megabytes)} MB`, '<= 80 MB', megabytes <= 80);
}

async function benchMigrations() {
  const { 'in-place': inPlace, weighted } = await compareStrategies();
  const lost = ({ gap, failed, attempts }) => `${gap.toFixed(0)} s (${failed} of ${attempts} connections lost)`;
  const gaps = `${lost(inPlace)} : ${lost(weighted)}`;
  say('longest gap, in place : over a bridge', gaps, '0 s over a bridge', weighted.failed === 0);
  for (const [strategy, { calls, rate, burst, throttled }] of Object.entries({ 'in-place': inPlace, weighted }))
    say(
      `ELBv2 calls of one migration, ${strategy}`,
      `${Math.round(calls)}, ${rate.toFixed(1)} a second, ${burst} at once, ${throttled} throttled`,
      `<= ${bucket.refill / 4} a second, <= ${bucket.size / 2} at once`,
      rate <= bucket.refill / 4 && burst <= bucket.size / 2 && throttled === 0,
    );
}

const sandbox = startSandbox();
try {
  await benchVersion();
  await benchInspect(sandbox);
  const { calls, inSequence } = await countRoundTrips(sandbox);
  say('API calls of one inspect, in sequence', `${inSequence} (of ${calls} in all)`, '<= 4', inSequence <= 4);
  await benchMemory(sandbox);
} finally {
  sandbox.stop();
}
await benchMigrations();
