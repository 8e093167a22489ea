import { join } from 'node:path';
import { nlbctl, startSandbox, timed } from './sandbox.js';

/** So many times as fast as AWS. */
const speed = 20;

/** What AWS takes of an account in a region: Describe calls at once, and refilled a second (ELBv2 API reference, "Request throttling"). */
export const bucket = { size: 40, refill: 10 };

/** Migrates a Service both ways with a strategy while it is probed; times are those that AWS would take. */
async function migrated(env, strategy) {
  const seconds = (length) => `${(length / speed) * 1000}ms`;
  const argv = (to) => [
    ...[nlbctl, 'migrate', 'ui-nlb', '-n', 'ui', '--to', to, '--yes', '--strategy', strategy, '-o', 'json', '-v'],
    ...['--interval', seconds(10), '--settle', seconds(150), '--drain', seconds(60), '--weights', '50,100'],
    ...['--probe', 'http:/', '--timeout', '5m'],
  ];
  const runs = [];
  for (const to of ['ip', 'instance']) {
    const { stdout, stderr } = await timed(process.execPath, argv(to), { env });
    const { probe, result } = JSON.parse(stdout);
    const calls = [...stderr.matchAll(/^\+(\d+)ms {2}elbv2 (\w+) {2}\d+ms {2}(\S+)/gm)].map(([, at, , outcome]) => ({
      at: Number(at),
      outcome,
    }));
    runs.push({ probe, elapsed: result.elapsedSeconds * speed, calls });
  }
  return runs;
}

/** What the two strategies cost, side by side, with the same delays. */
export async function compareStrategies() {
  const sandbox = startSandbox(['--speed', String(speed), '--scenario', join(import.meta.dirname, 'three-zones.yaml')]);
  try {
    const all = {};
    for (const strategy of ['weighted', 'in-place']) {
      const runs = await migrated(sandbox.env, strategy);
      const calls = runs.flatMap(({ calls: each }) => each);
      all[strategy] = {
        gap: Math.max(...runs.map(({ probe }) => probe.longestGapSeconds)) * speed,
        failed: runs.reduce((sum, { probe }) => sum + probe.failed, 0),
        attempts: runs.reduce((sum, { probe }) => sum + probe.attempts, 0),
        calls: calls.length / runs.length,
        rate: Math.max(...runs.map(({ calls: each, elapsed }) => each.length / elapsed)),
        burst: Math.max(...runs.map(({ calls: each }) => burstOf(each))),
        throttled: calls.filter(({ outcome }) => /thrott/i.test(outcome)).length,
      };
    }
    return all;
  } finally {
    sandbox.stop();
  }
}

/** The most calls that one look makes: those within 200 ms of each other. */
function burstOf(calls) {
  return Math.max(0, ...calls.map(({ at }) => calls.filter((other) => other.at >= at && other.at < at + 200).length));
}
