import type { KubeObject, ObjectStore } from '../store/object.ts';
import { type ClusterContext, nowOf } from './context.ts';
import { kinds } from './kinds.ts';

export interface NodeSpec {
  readonly zone: string;
  readonly instanceId?: string;
  readonly instanceType?: string;
  /** The internal address; the name follows from it. */
  readonly address?: string;
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly { key: string; value?: string; effect: string }[];
  readonly ready?: boolean | 'Unknown';
  readonly unschedulable?: boolean;
  /** Instead of the one that follows from zone and instance id. */
  readonly providerID?: string;
}

const kubeletVersion = 'v1.32.9-eks-113cf36';

/** A node of a managed node group as EKS with the VPC CNI shows it: no podCIDR, a providerID that names zone and instance. */
export function createNode(context: ClusterContext, spec: NodeSpec): KubeObject {
  const { store, topology, addresses, random } = context;
  const address = spec.address ?? addresses.inZone(spec.zone);
  addresses.reserve(address);
  const name = spec.name ?? `ip-${address.replaceAll('.', '-')}.${topology.region}.compute.internal`;
  const instanceId = spec.instanceId ?? `i-0${random.hex(16)}`;
  const node = store.create(kinds.nodes, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'eks.amazonaws.com/capacityType': 'ON_DEMAND',
        'eks.amazonaws.com/nodegroup': 'default',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'node.kubernetes.io/instance-type': spec.instanceType ?? 'm5.large',
        'topology.kubernetes.io/region': topology.region,
        'topology.kubernetes.io/zone': spec.zone,
        ...spec.labels,
      },
    },
    spec: {
      providerID: spec.providerID ?? `aws:///${spec.zone}/${instanceId}`,
      ...(spec.taints === undefined ? {} : { taints: spec.taints.map((taint) => ({ ...taint })) }),
      ...(spec.unschedulable === true ? { unschedulable: true } : {}),
    },
  });
  writeNodeStatus(context, node, address, spec);
  return store.get(kinds.nodes, undefined, name);
}

function writeNodeStatus(context: ClusterContext, node: KubeObject, address: string, spec: NodeSpec): void {
  const at = nowOf(context);
  const ready = spec.ready === undefined || spec.ready === true ? 'True' : spec.ready === false ? 'False' : 'Unknown';
  const condition = (type: string, status: string, reason: string, message: string) => ({
    type,
    status,
    reason,
    message,
    lastHeartbeatTime: at,
    lastTransitionTime: at,
  });
  const resources = { cpu: '2', memory: '7947720Ki', pods: '29', 'ephemeral-storage': '83873772Ki' };
  context.store.modify(
    kinds.nodes,
    undefined,
    node.metadata.name,
    (object) => {
      object['status'] = {
        addresses: [
          { type: 'InternalIP', address },
          { type: 'InternalDNS', address: node.metadata.name },
          { type: 'Hostname', address: node.metadata.name },
        ],
        allocatable: resources,
        capacity: resources,
        conditions: [
          condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
          condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
          condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
          ready === 'True'
            ? condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status')
            : ready === 'False'
              ? condition('Ready', 'False', 'KubeletNotReady', 'container runtime network not ready')
              : condition('Ready', 'Unknown', 'NodeStatusUnknown', 'Kubelet stopped posting node status.'),
        ],
        daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
        nodeInfo: {
          architecture: 'amd64',
          bootID: context.random.uuid(),
          containerRuntimeVersion: 'containerd://1.7.27',
          kernelVersion: '6.1.147-172.266.amzn2023.x86_64',
          kubeProxyVersion: kubeletVersion,
          kubeletVersion,
          machineID: context.random.hex(32),
          operatingSystem: 'linux',
          osImage: 'Amazon Linux 2023.8.20250818',
          systemUUID: context.random.uuid(),
        },
      };
    },
    { subresource: 'status' },
  );
}

export const zoneOf = (node: KubeObject | undefined): string | undefined =>
  node?.metadata.labels?.['topology.kubernetes.io/zone'];

/** The instance id at the end of a providerID, or undefined where there is none. */
export const instanceIdOf = (node: KubeObject): string | undefined => {
  const last = String(node['spec']?.providerID ?? '')
    .split('/')
    .at(-1);
  return last !== undefined && /^i-/.test(last) ? last : undefined;
};

/** The internal address of a node. */
export const nodeAddress = (node: KubeObject): string | undefined =>
  (node['status']?.addresses ?? []).find(({ type }: { type: string }) => type === 'InternalIP')?.address;

export const findNode = (store: ObjectStore, name: string | undefined): KubeObject | undefined =>
  name === undefined ? undefined : store.find(kinds.nodes, undefined, name);
