import type { Snapshot } from '../../../model/snapshot.ts';
import { readyOf } from '../../nodes.ts';
import { livePorts } from '../../plan/changing-ports.ts';
import { readyPods } from '../../ready-pods.ts';
import { isTargetType } from '../../target-type.ts';
import type { Subject } from '../finding.ts';
import { checkPortOf, type Failing, isCheckFailure } from './failing.ts';
import { leftOverPort } from './port-number.ts';
import { isMetNow } from './proxy-header.ts';

/** What is seen of failing targets. */
export interface Diagnosis {
  /** Clauses, the likeliest first; none where the reason code says all. */
  readonly causes: readonly string[];
  /** The finding that tells the cause and how to mend it. */
  readonly told: keyof typeof causesTold | null;
}

const causesTold = {
  NLB0405: 'what answers the check does not read the header of proxy protocol v2',
  NLB0406: 'the health check asks a port that these targets do not have',
} as const;

/** What most likely makes these very targets fail their check. */
export function likelyCauses(subject: Subject, failing: Failing): Diagnosis {
  const { type } = failing.group;
  if (!isCheckFailure(failing.reason) || !isTargetType(type)) return { causes: [], told: null };
  const { snapshot } = subject;
  const dead = type === 'instance' ? deadNodes(snapshot, failing) : deadPods(snapshot, failing);
  if (dead !== null) return { causes: [dead], told: null };
  const told = toldBy(subject, failing);
  if (told !== null) return { causes: [`${causesTold[told]} (${told})`], told };
  const refused = refusedRules(snapshot, failing);
  if (refused !== null) return { causes: [refused], told: null };
  const common = [closedPort(snapshot, failing), ...wrongAnswer(failing)];
  const causes =
    type === 'instance' ? [...betweenNodes(failing), ...common, kubeProxy(failing)] : [...common, elsewhere(failing)];
  return { causes, told: null };
}

function toldBy({ snapshot, inspection }: Subject, { group }: Failing): Diagnosis['told'] {
  if (leftOverPort(snapshot, inspection)?.now === group.type) return 'NLB0406';
  const isHeader = livePorts(snapshot, inspection).some((live) => live.judged === group && isMetNow(live));
  return isHeader ? 'NLB0405' : null;
}

/** No pod is ready behind any node port, or the failing nodes do not report. */
function deadNodes(snapshot: Snapshot, { targets }: Failing): string | null {
  const pods = readyPods(snapshot);
  if (pods !== null && pods.total === 0) return `nothing answers, since no pod of ${pods.name} is ready`;
  const silent = targets.filter(({ node }) => {
    const found = snapshot.nodes?.find(({ name }) => name === node);
    return found !== undefined && readyOf(found) !== 'True';
  });
  return silent.length === targets.length && silent.length > 0
    ? `the nodes are down: the cluster does not call ${silent.map(({ node }) => node).join(', ')} Ready`
    : null;
}

function deadPods(snapshot: Snapshot, { targets }: Failing): string | null {
  const unready = targets.filter(({ pod }) => {
    const conditions = snapshot.pods?.find(({ name }) => name === pod)?.conditions;
    return conditions?.find(({ type }) => type === 'ContainersReady')?.status === 'False';
  });
  return unready.length === targets.length && unready.length > 0
    ? `the application does not run: containers of ${unready.map(({ pod }) => pod).join(', ')} are not ready`
    : null;
}

/** The controller says itself that it could not let the NLB in. */
function refusedRules({ events }: Snapshot, { group }: Failing): string | null {
  const event = (events ?? []).find(
    ({ reason, object }) => reason === 'FailedNetworkReconcile' && object.name === group.binding?.name,
  );
  return event === undefined
    ? null
    : `the controller could not open the security group (event FailedNetworkReconcile: ${event.message.trim()})`;
}

/** The security group of what is checked, and whom it must admit. */
function closedPort(snapshot: Snapshot, { group, targets: [first] }: Failing): string {
  const port = first === undefined ? group.healthCheck.port : checkPortOf(group, first);
  const whose = group.type === 'instance' ? 'of the nodes' : 'of the pods’ network interfaces';
  const groups = snapshot.loadBalancer?.securityGroups ?? [];
  const managed = snapshot.bindings?.find(({ name }) => name === group.binding?.name)?.managesRules ?? true;
  const from = groups.length === 0 ? 'the addresses of the NLB’s subnets' : groups.join(' or ');
  const nobody = managed ? '' : ', and the controller keeps no rules for this Service';
  return `the security group ${whose} does not admit TCP port ${port} from ${from}${nobody}`;
}

function wrongAnswer({ group: { healthCheck }, reason }: Failing): string[] {
  if (healthCheck.protocol === 'TCP' || reason === 'Target.Timeout') return [];
  return [`the answer to ${healthCheck.path ?? '/'} is not one of ${healthCheck.matcher ?? '200-399'}`];
}

/** With externalTrafficPolicy: Cluster, nodes without a pod pass connections on to other nodes. */
function betweenNodes({ group, targets }: Failing): string[] {
  const away = targets.every(({ readyPods: count }) => count === 0);
  const othersPass = group.targets.some(
    ({ readyPods: count, health }) => (count ?? 0) > 0 && health?.state === 'healthy',
  );
  return away && othersPass
    ? ['only nodes without a pod of their own fail, so that something blocks the way from node to node']
    : [];
}

const kubeProxy = ({ targets }: Failing): string =>
  `kube-proxy does not serve the ${targets.length === 1 ? 'node' : 'nodes'}`;

const elsewhere = ({ targets }: Failing): string =>
  `the ${targets.length === 1 ? 'pod listens' : 'pods listen'} on another port or on 127.0.0.1 only, or a NetworkPolicy keeps the NLB out`;
