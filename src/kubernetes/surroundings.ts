import type { ServiceRef } from '../model/service.ts';
import type { ControllerDeployment, DisruptionBudget, ServiceUse, Workload } from '../model/surroundings.ts';
import { type Attempt, isAllowed } from './access-review.ts';
import type { Api } from './api.ts';
import { controllerOf, workloadOf } from './convert/deployment.ts';
import { disruptionBudgetOf } from './convert/disruption-budget.ts';
import { metadataOf } from './convert/metadata.ts';
import { ingressUses, routeUses } from './convert/service-use.ts';
import { listAll } from './list.ts';
import { listOf, textOf } from './raw.ts';
import { requestFor } from './resource.ts';

/** What a migration would meet in the cluster. Every method throws NlbctlError. */
export interface SurroundingReads {
  /** null: there is no such namespace. */
  namespaceLabels(namespace: string, signal: AbortSignal): Promise<Record<string, string> | null>;
  /** Deployments of the AWS Load Balancer Controller in any namespace, by the label that its chart and manifests give them. */
  controllers(signal: AbortSignal): Promise<ControllerDeployment[]>;
  workloads(namespace: string, signal: AbortSignal): Promise<Workload[]>;
  disruptionBudgets(namespace: string, signal: AbortSignal): Promise<DisruptionBudget[]>;
  ingressesOf(ref: ServiceRef, signal: AbortSignal): Promise<ServiceUse[]>;
  /** Routes of the Gateway API; none where its kinds are not installed. */
  routesOf(ref: ServiceRef, signal: AbortSignal): Promise<ServiceUse[]>;
  /** Asks the API server what of some attempts it would not allow, in the words of RBAC. */
  deniedOf(attempts: readonly Attempt[], signal: AbortSignal): Promise<string[]>;
  /** Asks the API server whether it would allow a patch. */
  mayPatchService(ref: ServiceRef, signal: AbortSignal): Promise<boolean>;
}

/** Labels of the controller's Helm chart, which its plain manifests have too. */
const controllerLabel = 'app.kubernetes.io/name=aws-load-balancer-controller';

/** Routes that an NLB of the controller's can serve (its docs/guide/gateway). */
const routes = [
  { kind: 'TCPRoute', resource: 'tcproutes' },
  { kind: 'UDPRoute', resource: 'udproutes' },
  { kind: 'TLSRoute', resource: 'tlsroutes' },
] as const;

const gatewayGroup = 'gateway.networking.k8s.io';

/** The versions of the Gateway API that a cluster serves; most serve none. */
async function gatewayVersions(api: Api, signal: AbortSignal): Promise<string[]> {
  const asked = { verb: 'get', resource: `apis ${gatewayGroup}`, namespace: null, name: null } as const;
  const { body } = await api({ asked, path: `/apis/${gatewayGroup}`, expected: [403, 404] }, signal);
  return listOf(body?.['versions']).flatMap(({ version }) => textOf(version) ?? []);
}

export function surroundingReads(api: Api): SurroundingReads {
  const list = async (resource: string, namespace: string | null, group: string, signal: AbortSignal, query = {}) =>
    (await listAll(api, { ...requestFor('list', resource, { namespace, group }), query, expected: [404] }, signal)) ??
    null;
  return {
    async namespaceLabels(namespace, signal) {
      const request = requestFor('get', 'namespaces', { namespace: null, name: namespace });
      const { body } = await api({ ...request, expected: [404] }, signal);
      return body === null ? null : metadataOf(body).labels;
    },
    async controllers(signal) {
      return ((await list('deployments', null, 'apps/v1', signal, { labelSelector: controllerLabel })) ?? []).map(
        controllerOf,
      );
    },
    async workloads(namespace, signal) {
      return ((await list('deployments', namespace, 'apps/v1', signal)) ?? []).map(workloadOf);
    },
    async disruptionBudgets(namespace, signal) {
      return ((await list('poddisruptionbudgets', namespace, 'policy/v1', signal)) ?? []).map(disruptionBudgetOf);
    },
    async ingressesOf({ namespace, name }, signal) {
      const all = (await list('ingresses', namespace, 'networking.k8s.io/v1', signal)) ?? [];
      return all.flatMap((ingress) => ingressUses(ingress, name));
    },
    async routesOf({ namespace, name }, signal) {
      const versions = await gatewayVersions(api, signal);
      const found = await Promise.all(
        versions.flatMap((version) =>
          routes.map(async ({ kind, resource }) => {
            const all = (await list(resource, namespace, `${gatewayGroup}/${version}`, signal)) ?? [];
            return all.flatMap((route) => routeUses(route, kind, name));
          }),
        ),
      );
      // A route is served in every version that its kind has.
      return firstOfEach(found.flat());
    },
    async deniedOf(attempts, signal) {
      const allowed = await Promise.all(attempts.map((attempt) => isAllowed(api, attempt, signal)));
      return attempts
        .filter((_, index) => allowed[index] !== true)
        .map(({ verb, resource, group }) => `${verb} ${resource}${group === '' ? '' : `.${group}`}`);
    },
    async mayPatchService({ namespace, name }, signal) {
      return isAllowed(api, { verb: 'patch', group: '', resource: 'services', namespace, name }, signal);
    },
  };
}

function firstOfEach(uses: readonly ServiceUse[]): ServiceUse[] {
  return [...new Map(uses.map((use) => [`${use.kind}/${use.name}`, use])).values()];
}
