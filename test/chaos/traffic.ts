import { Agent, get } from 'node:http';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

/** What became of connections that were made one after another. */
export interface Carried {
  readonly made: number;
  /** By what a client saw. */
  readonly lost: Readonly<Record<string, number>>;
  /** The longest time, in milliseconds, in which no connection of one zone was answered. */
  readonly longestGap: number;
}

export const lostOf = ({ lost }: Carried): number => Object.values(lost).reduce((sum, each) => sum + each, 0);

/** Milliseconds between two connections to one zone. */
const pause = 25;

/** Asks the NLB of the workshop again and again, in each zone by itself, over a new connection each time, until it is stopped. */
export async function startTraffic(sandbox: Sandbox): Promise<{ stop(): Promise<Carried> }> {
  const path = await sandbox.dataPath();
  await path.ready();
  const [balancer] = sandbox.elbv2.describeLoadBalancers({});
  const dnsName = balancer?.DNSName ?? '';
  const lost: Record<string, number> = {};
  let made = 0;
  let longestGap = 0;
  let isOver = false;
  const zones = (balancer?.AvailabilityZones ?? []).map(({ ZoneName }) => ZoneName);
  const carry = async (zone: string) => {
    let answeredAt = performance.now();
    while (!isOver) {
      const why = await ask(path.localPort(dnsName, zone, 80), dnsName);
      made += 1;
      const now = performance.now();
      if (why === null) {
        longestGap = Math.max(longestGap, now - answeredAt - pause);
        answeredAt = now;
      } else lost[why] = (lost[why] ?? 0) + 1;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };
  const all = Promise.all(zones.map(carry));
  return {
    async stop() {
      isOver = true;
      await all;
      return { made, lost, longestGap };
    },
  };
}

/** null: a pod answered. */
function ask(port: number | undefined, host: string): Promise<string | null> {
  if (port === undefined) return Promise.resolve('no listener');
  const agent = new Agent({ keepAlive: false });
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, agent, headers: { host }, timeout: 5_000 }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode === 200 ? null : `HTTP ${response.statusCode}`));
      response.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}
