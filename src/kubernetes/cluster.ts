import type { TargetGroupBinding } from '../model/binding.ts';
import type { EndpointSlice } from '../model/endpoints.ts';
import type { ControllerEvent } from '../model/event.ts';
import type { Service, ServiceRef } from '../model/service.ts';
import type { Node, Pod } from '../model/workload.ts';
import type { Api, ApiRequest } from './api.ts';
import { type BindingWrites, bindingWrites } from './bridge-binding.ts';
import { connect, type KubernetesSettings, serverName } from './connect.ts';
import { bindingOf } from './convert/binding.ts';
import { endpointSliceOf } from './convert/endpoint-slice.ts';
import { eventOf } from './convert/event.ts';
import { nodeOf } from './convert/node.ts';
import { podOf } from './convert/pod.ts';
import { serviceOf } from './convert/service.ts';
import { regionOf } from './kubeconfig/region.ts';
import { type LeaseWrites, leaseWrites } from './lease.ts';
import { listAll } from './list.ts';
import { requireNamespace, serviceNotFound } from './not-found.ts';
import type { Raw } from './raw.ts';
import { requestFor } from './resource.ts';
import { type SurroundingReads, surroundingReads } from './surroundings.ts';

export type { KubernetesSettings } from './connect.ts';

/**
 * What nlbctl asks of one cluster. Every method throws NlbctlError, and the signal's reason within 100 ms of an abort. Lists
 * are whole, whatever their length.
 */
export interface Kubernetes extends SurroundingReads, BindingWrites, LeaseWrites {
  /** null: inside of a cluster, where there is no kubeconfig. */
  readonly context: string | null;
  /** The cluster's name in the kubeconfig. */
  readonly cluster: string | null;
  /** The API server's URL. */
  readonly server: string;
  /** The context's namespace, inside of a cluster the service account's, else `default`. */
  readonly namespace: string;
  /** The AWS region of an EKS cluster, where the kubeconfig tells it. */
  readonly region: string | null;
  readonly contexts: readonly string[];
  /** Throws ServiceNotFound, NamespaceNotFound. */
  service(ref: ServiceRef, signal: AbortSignal): Promise<Service>;
  /** Those of a namespace, or of all (null), that a label selector in kubectl's spelling takes. Throws Usage for one that is none. */
  services(where: { namespace: string | null; selector: string | null }, signal: AbortSignal): Promise<Service[]>;
  /** Throws NamespaceNotFound, unless nobody may ask. */
  requireNamespace(namespace: string, signal: AbortSignal): Promise<void>;
  /** null: the cluster has no such kind (its CRD is not installed). */
  bindings(
    apiGroup: 'elbv2.k8s.aws' | 'eks.amazonaws.com',
    namespace: string,
    signal: AbortSignal,
  ): Promise<TargetGroupBinding[] | null>;
  endpointSlices(ref: ServiceRef, signal: AbortSignal): Promise<EndpointSlice[]>;
  /** Those that a selector takes; null: all of the namespace. */
  pods(namespace: string, selector: Readonly<Record<string, string>> | null, signal: AbortSignal): Promise<Pod[]>;
  nodes(signal: AbortSignal): Promise<Node[]>;
  events(namespace: string, about: { kind: string; name?: string }, signal: AbortSignal): Promise<ControllerEvent[]>;
  /**
   * Sends one merge patch as field manager `nlbctl`; with `dryRun` the server only says what would come of it. The patch
   * is guarded if it names metadata.resourceVersion. Throws Conflict, PatchFailed, KubernetesForbidden (`patch services`).
   */
  patchService(ref: ServiceRef, patch: object, options: { dryRun: boolean }, signal: AbortSignal): Promise<Service>;
  close(): void;
}

/** Versions of the two TargetGroupBindings: the AWS Load Balancer Controller's, and EKS Auto Mode's. */
const bindingVersions = { 'elbv2.k8s.aws': 'v1beta1', 'eks.amazonaws.com': 'v1' } as const;

/** Finds the cluster that flags, environment and kubeconfig name. Nothing is sent yet. Throws KubeconfigInvalid, ContextNotFound. */
export async function connectKubernetes(settings: KubernetesSettings): Promise<Kubernetes> {
  const { destination, contexts, api, close } = await connect(settings);
  return {
    context: destination.context,
    cluster: destination.clusterName,
    server: serverName(destination),
    namespace: destination.namespace,
    region: regionOf(destination),
    contexts,
    async service(ref, signal) {
      const { body } = await api({ ...requestFor('get', 'services', ref), expected: [404] }, signal);
      if (body === null) throw await serviceNotFound(api, ref, signal);
      return serviceOf(body);
    },
    async services({ namespace, selector }, signal) {
      const request = requestFor('list', 'services', { namespace });
      return (await list(api, { ...request, query: { labelSelector: selector } }, signal)).map(serviceOf);
    },
    requireNamespace: (namespace, signal) => requireNamespace(api, namespace, signal),
    async bindings(apiGroup, namespace, signal) {
      const group = `${apiGroup}/${bindingVersions[apiGroup]}`;
      const request = requestFor('list', 'targetgroupbindings', { namespace, group });
      const items = await listAll(api, { ...request, expected: [404] }, signal);
      return items?.map((item) => bindingOf(item, apiGroup)) ?? null;
    },
    async endpointSlices({ namespace, name }, signal) {
      const request = requestFor('list', 'endpointslices', { namespace, group: 'discovery.k8s.io/v1' });
      const query = { labelSelector: `kubernetes.io/service-name=${name}` };
      return (await list(api, { ...request, query }, signal)).map(endpointSliceOf);
    },
    async pods(namespace, selector, signal) {
      const request = requestFor('list', 'pods', { namespace });
      return (await list(api, { ...request, query: { labelSelector: selectorText(selector) } }, signal)).map(podOf);
    },
    async nodes(signal) {
      return (await list(api, requestFor('list', 'nodes', { namespace: null }), signal)).map(nodeOf);
    },
    async events(namespace, { kind, name }, signal) {
      const fields = [`involvedObject.kind=${kind}`, ...(name === undefined ? [] : [`involvedObject.name=${name}`])];
      const request = requestFor('list', 'events', { namespace });
      return (await list(api, { ...request, query: { fieldSelector: fields.join(',') } }, signal)).map(eventOf);
    },
    async patchService(ref, patch, { dryRun }, signal) {
      const query = { fieldManager: 'nlbctl', dryRun: dryRun ? 'All' : null };
      const request = { ...requestFor('patch', 'services', ref), query, patch, expected: [404] };
      const { body } = await api(request, signal);
      if (body === null) throw await serviceNotFound(api, ref, signal);
      return serviceOf(body);
    },
    ...surroundingReads(api),
    ...bindingWrites(api),
    ...leaseWrites(api),
    close,
  };
}

async function list(api: Api, request: ApiRequest, signal: AbortSignal): Promise<Raw[]> {
  return (await listAll(api, request, signal)) ?? [];
}

function selectorText(selector: Readonly<Record<string, string>> | null): string | null {
  if (selector === null) return null;
  return Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
