import type { PrepareHook } from '../store/resources.ts';
import type { ClusterContext, Loop } from './context.ts';
import { startDeployments } from './deployments.ts';
import { startEndpoints } from './endpoint-slices.ts';
import { kinds } from './kinds.ts';
import { startKubelets } from './kubelet.ts';
import { defaultDeployment, defaultPodSpec } from './pod-template.ts';
import { startReplicaSets } from './replica-sets.ts';
import { startScheduler } from './scheduler.ts';
import { prepareService, type ServiceAllocator } from './services.ts';

/** What the API server does to Services, Deployments and pods as they are written. Once for a store. */
export function prepareKinds(context: ClusterContext): void {
  const { store } = context;
  store.resources.prepare(kinds.services, prepareService(serviceAllocator(context)));
  store.resources.prepare(kinds.deployments, defaultDeployment);
  store.resources.prepare(kinds.pods, preparePod);
}

const preparePod: PrepareHook = (pod, previous) => {
  pod['spec'] ??= {};
  defaultPodSpec(pod['spec']);
  if (previous === undefined) pod['status'] = { phase: 'Pending', ...pod['status'] };
};

function serviceAllocator({ store, addresses, random }: ClusterContext): ServiceAllocator {
  return {
    clusterIp: addresses.clusterIp,
    nodePort(taken) {
      let port = random.integer(30_000, 32_767);
      while (taken.has(port)) port = random.integer(30_000, 32_767);
      return port;
    },
    nodePortsBeside(service) {
      const others = store
        .list(kinds.services)
        .filter(
          ({ metadata }) =>
            metadata.name !== service.metadata.name || metadata.namespace !== service.metadata.namespace,
        );
      return new Set(
        others.flatMap(({ spec }) => [
          ...(spec.ports ?? []).flatMap(({ nodePort }: { nodePort?: number }) => nodePort ?? []),
          ...(spec.healthCheckNodePort === undefined ? [] : [spec.healthCheckNodePort]),
        ]),
      );
    },
  };
}

/** Starts the loops of a cluster: pods are scheduled, run and end, Deployments roll, endpoints follow. */
export function startCluster(context: ClusterContext): Loop {
  const loops = [
    startDeployments(context),
    startReplicaSets(context),
    startScheduler(context),
    startKubelets(context),
    startEndpoints(context),
  ];
  return {
    busy: () => loops.some((loop) => loop.busy()),
    stop() {
      for (const loop of loops) loop.stop();
    },
  };
}
