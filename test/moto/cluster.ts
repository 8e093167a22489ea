import { annotation, bindingLabel, controllerFinalizer } from '../../src/model/annotations.ts';
import { list, type SeenAnswer, startApiServer, status } from '../kubernetes/api-server.ts';
import { folderOf, kubeconfigFor } from '../kubernetes/kubeconfig-file.ts';
import type { Network } from './network.ts';

/** What of the cluster the tests change: the wanted target type, and the bindings by the ARN of their group. */
export interface Wanted {
  targetType: 'instance' | 'ip';
  bound: Record<string, 'instance' | 'ip'>;
}

const metadata = (name: string, more: object = {}) => ({
  name,
  namespace: 'ui',
  uid: `uid-of-${name}`,
  resourceVersion: '1000',
  creationTimestamp: '2026-08-20T09:00:00Z',
  generation: 1,
  ...more,
});
const ready = { conditions: [{ type: 'Ready', status: 'True' }] };
const labels = { 'app.kubernetes.io/name': 'ui' };

/** The address of the pod on each node: one of the subnet of the node's zone. */
export const podAddresses = ['10.42.10.1', '10.42.40.1', '10.42.70.1'];

/**
 * An API server for the cluster over the network's instances: one Service, whose status names no load balancer, so that
 * nlbctl enters AWS by tags and names, and a pod on every node.
 */
export async function startCluster({ instances }: Network, wanted: Wanted) {
  const nodes = instances.map(({ id, zone }, index) => ({
    metadata: metadata(`node-${index}`, { labels: { 'topology.kubernetes.io/zone': zone } }),
    spec: { providerID: `aws:///${zone}/${id}` },
    status: ready,
  }));
  const pods = podAddresses.map((podIP, index) => ({
    metadata: metadata(`ui-${index}`, {
      labels,
      ownerReferences: [{ kind: 'ReplicaSet', name: 'ui', controller: true }],
    }),
    spec: { nodeName: `node-${index}` },
    status: { phase: 'Running', podIP, podIPs: [{ ip: podIP }], ...ready },
  }));
  const endpoints = podAddresses.map((address, index) => ({
    addresses: [address],
    conditions: { ready: true, serving: true, terminating: false },
    nodeName: `node-${index}`,
    zone: instances[index]?.zone,
    targetRef: { kind: 'Pod', namespace: 'ui', name: `ui-${index}` },
  }));
  const slice = {
    metadata: metadata('ui-nlb-1'),
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080 }],
    endpoints,
  };
  const answers: Record<string, () => SeenAnswer> = {
    '/api/v1/namespaces/ui/services/ui-nlb': () => ({ json: service(wanted) }),
    '/api/v1/nodes': () => list(nodes),
    '/api/v1/namespaces/ui/pods': () => list(pods),
    '/api/v1/namespaces/ui/events': () => list([]),
    '/apis/discovery.k8s.io/v1/namespaces/ui/endpointslices': () => list([slice]),
    '/apis/elbv2.k8s.aws/v1beta1/namespaces/ui/targetgroupbindings': () =>
      list(Object.entries(wanted.bound).map(binding)),
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews': () => ({
      json: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', status: { allowed: true } },
    }),
  };
  const server = await startApiServer(({ path }) => answers[path]?.() ?? status(404, 'not found'));
  const files = await folderOf({ kubeconfig: kubeconfigFor({ server: server.url }) });
  return {
    kubeconfig: files.file('kubeconfig'),
    [Symbol.asyncDispose]: async () => {
      await files[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

function service({ targetType }: Wanted) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata('ui-nlb', {
      annotations: { [annotation.type]: 'external', [annotation.targetType]: targetType },
      finalizers: [controllerFinalizer],
    }),
    spec: {
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      selector: labels,
      ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 8080, nodePort: 31234 }],
    },
    status: { loadBalancer: {} },
  };
}

function binding([targetGroupARN, targetType]: [string, string], index: number) {
  const ours = { [bindingLabel.namespace]: 'ui', [bindingLabel.name]: 'ui-nlb' };
  return {
    metadata: metadata(`k8s-ui-uinlb-${index}`, { labels: ours }),
    spec: { targetGroupARN, targetType, serviceRef: { name: 'ui-nlb', port: 80 } },
    status: { observedGeneration: 1 },
  };
}
