import type { KubeObject, ObjectStore } from '../store/object.ts';
import { type ClusterContext, type Loop, suffix } from './context.ts';
import { type Endpoint, type EndpointGroup, endpointsOf } from './endpoints-of-service.ts';
import { isOwnedBy, isResource, keyOf, kinds, ownedBy, selects, splitKey } from './kinds.ts';
import { createWorkQueue } from './work-queue.ts';

const managedBy = 'endpointslice-controller.k8s.io';
const endpointsPerSlice = 100;

/** Keeps the EndpointSlices of each Service with a selector, and the Endpoints object that older clients read. */
export function startEndpoints(context: ClusterContext): Loop {
  const { store, clock, delays } = context;
  const queue = createWorkQueue({ clock, reconcile: (key) => reconcile(context, key) });
  const add = (service: KubeObject) => queue.add(keyOf(service), delays.controlPlane);
  const unsubscribe = store.subscribe(({ type, resource, object, previous }) => {
    if (isResource(resource, kinds.services)) {
      if (type === 'DELETED') removeEndpoints(store, object);
      else add(object);
    }
    if (isResource(resource, kinds.pods)) {
      for (const service of store.list(kinds.services, object.metadata.namespace)) {
        const selector = service['spec'].selector;
        if (selects(selector, object.metadata.labels) || selects(selector, previous?.metadata.labels)) add(service);
      }
    }
    if (isResource(resource, kinds.nodes) && type !== 'MODIFIED') store.list(kinds.services).forEach(add);
  });
  store.list(kinds.services).forEach(add);
  return {
    busy: queue.busy,
    stop() {
      unsubscribe();
      queue.clear();
    },
  };
}

/** The slices go with their owner; the Endpoints object goes by its name. */
function removeEndpoints(store: ObjectStore, service: KubeObject): void {
  const { namespace, name } = service.metadata;
  if (store.find(kinds.endpoints, namespace, name) !== undefined) store.remove(kinds.endpoints, namespace, name);
}

function reconcile(context: ClusterContext, key: string): void {
  const { store } = context;
  const { namespace, name } = splitKey(key);
  const service = store.find(kinds.services, namespace, name);
  const selector = service?.['spec'].selector;
  if (service === undefined || selector === undefined || Object.keys(selector).length === 0) return;
  if (service.metadata.deletionTimestamp !== undefined || service['spec'].type === 'ExternalName') return;
  const groups = endpointsOf(service, store.list(kinds.pods, namespace), store.list(kinds.nodes));
  writeSlices(context, service, groups);
  writeEndpoints(store, service, groups);
}

function writeSlices(context: ClusterContext, service: KubeObject, groups: readonly EndpointGroup[]): void {
  const { store } = context;
  const { namespace = '', name } = service.metadata;
  const present = store
    .list(kinds.endpointSlices, namespace)
    .filter(
      (slice) =>
        isOwnedBy(slice, service) && slice.metadata.labels?.['endpointslice.kubernetes.io/managed-by'] === managedBy,
    );
  const wanted = groups.flatMap(({ ports, endpoints }) =>
    chunks(endpoints, endpointsPerSlice).map((part) => ({ ports, endpoints: part })),
  );
  // A Service without pods keeps one empty slice, as the real controller leaves it.
  if (wanted.length === 0) wanted.push({ ports: [], endpoints: [] });
  const left = [...present];
  const matched = wanted.map((slice) => {
    const index = left.findIndex((object) => JSON.stringify(object['ports'] ?? []) === JSON.stringify(slice.ports));
    return { ...slice, object: index < 0 ? undefined : left.splice(index, 1)[0] };
  });
  for (const { ports, endpoints, object } of matched) {
    const reused = object ?? left.shift();
    const body = { ports: ports.map((port) => ({ ...port })), endpoints: endpoints.map(sliceEndpoint) };
    if (reused !== undefined) {
      store.update(kinds.endpointSlices, { ...reused, ...body });
      continue;
    }
    store.create(kinds.endpointSlices, {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: `${name}-${suffix(context.random)}`,
        generateName: `${name}-`,
        namespace,
        labels: {
          ...service.metadata.labels,
          'endpointslice.kubernetes.io/managed-by': managedBy,
          'kubernetes.io/service-name': name,
        },
        ownerReferences: [ownedBy(service)],
      },
      addressType: 'IPv4',
      ...body,
    });
  }
  for (const slice of left) store.remove(kinds.endpointSlices, namespace, slice.metadata.name);
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

const targetRef = ({ metadata }: KubeObject) => ({
  kind: 'Pod',
  namespace: metadata.namespace,
  name: metadata.name,
  uid: metadata.uid,
});

const sliceEndpoint = ({ pod, address, nodeName, zone, ready, serving, terminating }: Endpoint) => ({
  addresses: [address],
  conditions: { ready, serving, terminating },
  nodeName,
  targetRef: targetRef(pod),
  ...(zone === undefined ? {} : { zone }),
});

/** The Endpoints object: pods that terminate are left out. */
function writeEndpoints(store: ObjectStore, service: KubeObject, groups: readonly EndpointGroup[]): void {
  const { namespace = '', name } = service.metadata;
  const address = ({ address: ip, nodeName, pod }: Endpoint) => ({ ip, nodeName, targetRef: targetRef(pod) });
  const subsets = groups.flatMap(({ ports, endpoints }) => {
    const shown = endpoints.filter(({ ready, terminating }) => ready || !terminating);
    const ready = shown.filter((endpoint) => endpoint.ready).map(address);
    const notReady = shown.filter((endpoint) => !endpoint.ready).map(address);
    if (shown.length === 0 || ports.length === 0) return [];
    return [
      {
        ...(ready.length === 0 ? {} : { addresses: ready }),
        ...(notReady.length === 0 ? {} : { notReadyAddresses: notReady }),
        ports: ports.map((port) => ({
          ...(port.name === '' ? {} : { name: port.name }),
          port: port.port,
          protocol: port.protocol,
        })),
      },
    ];
  });
  const body = subsets.length === 0 ? {} : { subsets };
  const present = store.find(kinds.endpoints, namespace, name);
  if (present !== undefined) {
    const { subsets: _before, ...rest } = present;
    store.update(kinds.endpoints, { ...rest, ...body });
    return;
  }
  store.create(kinds.endpoints, {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      name,
      namespace,
      ...(service.metadata.labels === undefined ? {} : { labels: service.metadata.labels }),
    },
    ...body,
  });
}
