import { isResource, kinds } from '../../cluster/kinds.ts';
import { milliseconds } from '../../duration.ts';
import { createAuthorizer } from '../../kubernetes/rbac/authorizer.ts';
import { route } from '../../kubernetes/router.ts';
import { SandboxError } from '../../sandbox-error.ts';
import { ApiError } from '../../store/api-error.ts';
import type { KubeObject } from '../../store/object.ts';
import type { FaultOf } from '../fault.ts';
import type { ClusterStage } from './effects.ts';

interface Manifest {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * A GitOps controller that heals itself: it applies the Service's labels and annotations as they are now, by server-side
 * apply with force, and again a while after somebody else has changed them. Annotations that others add stay.
 * Each time that it applies them again counts.
 */
export function revertService(stage: ClusterStage, fault: FaultOf<'service-reverted'>): () => void {
  const { store, clock, faults } = stage;
  const { namespace, name, manager = 'argocd-controller', delay = '3s' } = fault;
  const service = store.find(kinds.services, namespace, name);
  if (service === undefined) {
    throw new SandboxError('usage', `there is no Service ${namespace}/${name} whose manifest could be applied`);
  }
  const { labels = {}, annotations = {} } = service.metadata;
  const apply = () => applyAs(stage, manager, { namespace, name, labels, annotations });
  const isDrifted = (live: KubeObject) =>
    [
      [labels, live.metadata.labels],
      [annotations, live.metadata.annotations],
    ].some(([wanted = {}, there = {}]) => Object.entries(wanted).some(([key, value]) => there[key] !== value));
  apply();
  let cancel: (() => void) | undefined;
  const unsubscribe = store.subscribe(({ type, resource, object }) => {
    const isIt = object.metadata.namespace === namespace && object.metadata.name === name;
    if (type !== 'MODIFIED' || !isIt || !isResource(resource, kinds.services) || !isDrifted(object)) return;
    cancel ??= clock.after(milliseconds(delay), () => {
      cancel = undefined;
      if (faults.strike('service-reverted', (one) => one === fault) !== undefined) apply();
    });
  });
  return () => {
    unsubscribe();
    cancel?.();
  };
}

/** By the API server's own rules, so that the fields' owner is to be seen in the Service; a Service that has gone stays gone. */
function applyAs({ store, clock }: ClusterStage, manager: string, manifest: Manifest): void {
  const { namespace, name, labels, annotations } = manifest;
  if (store.find(kinds.services, namespace, name) === undefined) return;
  const body = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, labels, annotations },
  });
  try {
    route(
      { store, clock, authorizer: createAuthorizer(store, false) },
      {
        method: 'PATCH',
        path: `/api/v1/namespaces/${namespace}/services/${name}`,
        query: new URLSearchParams({ fieldManager: manager, force: 'true' }),
        headers: { 'content-type': 'application/apply-patch+yaml', 'user-agent': manager },
        body,
        bytes: Buffer.from(body),
        user: { user: `system:serviceaccount:argocd:${manager}`, groups: [] },
      },
    );
  } catch (error) {
    // Refused as anybody's write may be: it is tried again at the next change.
    if (!(error instanceof ApiError)) throw error;
  }
}
