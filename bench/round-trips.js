import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nlbctl, timed } from './sandbox.js';
import { slowLine } from './slow-line.js';

const delay = 250;
/** How much sooner than another one's end a call may begin and still be taken to have waited for it, in milliseconds. */
const tolerance = 20;

/** Makes one `inspect` over slow lines; gives the number of its API calls, and the longest row of calls that waited for each other. */
export async function countRoundTrips(sandbox) {
  const [kubernetes, aws] = await Promise.all([
    slowLine(sandbox.kubernetesUrl, delay),
    slowLine(sandbox.awsUrl, delay),
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'nlbctl-bench-'));
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, readFileSync(sandbox.kubeconfig, 'utf8').replace(sandbox.kubernetesUrl, kubernetes.url));
  const env = {
    ...sandbox.env,
    KUBECONFIG: kubeconfig,
    AWS_ENDPOINT_URL: aws.url,
    AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: aws.url,
  };
  try {
    const { stderr } = await timed(process.execPath, [nlbctl, 'inspect', 'ui-nlb', '-n', 'ui', '-v'], { env });
    const calls = [...stderr.matchAll(/^\+(\d+)ms {2}(.+?) {2}(\d+)ms/gm)].map(([, began, name, took]) => ({
      name,
      began: Number(began),
      ended: Number(began) + Number(took),
    }));
    return { calls: calls.length, inSequence: longestRow(calls) };
  } finally {
    kubernetes.close();
    aws.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The longest row in which each call began when the one before had ended. */
function longestRow(calls) {
  const ordered = [...calls].sort((a, b) => a.ended - b.ended);
  const length = new Map();
  for (const call of ordered) {
    const before = ordered.filter(
      (other) => other !== call && other.ended <= call.began + tolerance && length.has(other),
    );
    length.set(call, 1 + Math.max(0, ...before.map((other) => length.get(other))));
  }
  return Math.max(0, ...length.values());
}
