import type { SteppedClock } from '../../src/sandbox/clock.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Ran } from './transcript.ts';

const done = (stdout: string): Ran => ({ stdout, stderr: '', code: 0 });
const services = { group: '', resource: 'services' };
const prefix = 'service.beta.kubernetes.io/aws-load-balancer-';

type Hand = (sandbox: Sandbox, clock: SteppedClock, ...given: string[]) => Promise<string> | string;

/** What others do in a story: kubectl's words for a change in the cluster, and what AWS or time bring. */
const directions: readonly { readonly words: RegExp; readonly act: Hand }[] = [
  {
    words: /^kubectl scale -n (\S+) deployment\/(\S+) --replicas=(\d+)$/,
    act(sandbox, _clock, namespace = '', name = '', replicas = '') {
      sandbox.store.modify({ group: 'apps', resource: 'deployments' }, namespace, name, ({ spec }) => {
        spec.replicas = Number(replicas);
      });
      return `deployment.apps/${name} scaled\n`;
    },
  },
  {
    words: /^kubectl annotate -n (\S+) service\/(\S+) --overwrite aws-load-balancer-(\S+)=(\S*)$/,
    act(sandbox, _clock, namespace = '', name = '', key = '', value = '') {
      sandbox.store.modify(services, namespace, name, ({ metadata }) => {
        metadata.annotations = { ...metadata.annotations, [`${prefix}${key}`]: value };
      });
      return `service/${name} annotated\n`;
    },
  },
  {
    words: /^kubectl delete -n (\S+) service\/(\S+)$/,
    act(sandbox, _clock, namespace = '', name = '') {
      sandbox.store.remove(services, namespace, name);
      return `service "${name}" deleted\n`;
    },
  },
  {
    words: /^aws elbv2 deregister-targets of (\S+): (\S+)$/,
    act(sandbox, _clock, group = '', id = '') {
      const [found] = sandbox.elbv2.describeTargetGroups({ Names: [group] });
      const TargetGroupArn = found?.TargetGroupArn ?? '';
      sandbox.elbv2.deregisterTargets({ TargetGroupArn, Targets: [{ Id: id }] });
      return '';
    },
  },
  {
    words: /^aws ec2 revoke the rule for (ip|instance) port (\d+)$/,
    act(sandbox, _clock, type = '', port = '') {
      sandbox.network.blocked.add(`${type}/${port}`);
      return '';
    },
  },
  {
    words: /^# the webhook of TargetGroupBindings goes down$/,
    act(sandbox) {
      sandbox.faults.inject({ kind: 'binding-webhook-down', message: 'connection refused' });
      return '';
    },
  },
  {
    words: /^sleep (\d+)$/,
    async act(_sandbox, clock, seconds = '') {
      await clock.step(Number(seconds) * 1_000);
      return '';
    },
  },
  {
    words: /^# until nothing moves any more$/,
    async act(sandbox) {
      await sandbox.settle();
      return '';
    },
  },
];

/** Runs a line that is not nlbctl's. Throws for one that nobody knows. */
export const stageHand =
  (sandbox: Sandbox, clock: SteppedClock) =>
  async (line: string): Promise<Ran> => {
    for (const { words, act } of directions) {
      const match = words.exec(line);
      if (match !== null) return done(await act(sandbox, clock, ...match.slice(1)));
    }
    throw new Error(`no stage direction reads: ${line}`);
  };
