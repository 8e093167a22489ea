import { builtinResources } from './builtin-resources.ts';
import type { ResourceName } from './object.ts';
import { apiVersionOf, customResource, type PrepareHook, type ResourceDefinition } from './resource-definition.ts';

export * from './resource-definition.ts';

/**
 * The kinds that a store knows. Each store has a table of its own, so that a kind which one scenario defines
 * does not leak into another: `store.resources.define(customResource({...}))` plays a CustomResourceDefinition.
 *
 * A kind's own defaulting and validation is a hook. It is called with the object that is about to be written and may
 * edit it in place or throw `invalid(...)`:
 *
 *     store.resources.prepare({ group: '', resource: 'services' }, (service, previous, write) => {
 *       service.spec.type ??= 'ClusterIP';
 *       if (previous === undefined && !write.dryRun) service.spec.clusterIP ??= addresses.take();
 *     });
 *
 * Hooks run in the order in which they were added, on create and update, not on updates of the status.
 */
export interface ResourceTable {
  /** Every kind, in the order of definition. */
  all(): readonly ResourceDefinition[];
  find(resource: ResourceName): ResourceDefinition | undefined;
  /** The collection that holds objects of this `apiVersion` and `kind`. */
  ofKind(apiVersion: string, kind: string): ResourceDefinition | undefined;
  /** Adds a kind. Throws when the collection is there already. */
  define(definition: ResourceDefinition): void;
  /** Takes a kind away again, as a cluster that lacks a CustomResourceDefinition; its objects are out of reach. */
  undefine(resource: ResourceName): void;
  /** Adds a hook to a kind. Throws when the kind is not there. */
  prepare(resource: ResourceName, hook: PrepareHook): void;
}

/** The binding of the AWS Load Balancer Controller (part of every store). */
export const targetGroupBindings: ResourceName = { group: 'elbv2.k8s.aws', resource: 'targetgroupbindings' };

/** The binding of EKS Auto Mode: a scenario adds it with `store.resources.define(autoModeTargetGroupBindings)`. */
export const autoModeTargetGroupBindings = customResource({
  group: 'eks.amazonaws.com',
  version: 'v1',
  resource: 'targetgroupbindings',
  kind: 'TargetGroupBinding',
});

const keyOf = (resource: ResourceName) => `${resource.resource}.${resource.group}`;

/** A table with the built-in kinds and the binding of the AWS Load Balancer Controller. */
export function createResourceTable(): ResourceTable {
  const table = new Map<string, ResourceDefinition>();
  const define = (definition: ResourceDefinition) => {
    const key = keyOf(definition);
    if (table.has(key)) throw new Error(`the kind ${key} is defined already`);
    table.set(key, definition);
  };
  for (const definition of builtinResources()) define(definition);
  define(customResource({
    ...targetGroupBindings,
    version: 'v1beta1',
    kind: 'TargetGroupBinding',
  }));
  return {
    all: () => [...table.values()],
    find: (resource) => table.get(keyOf(resource)),
    ofKind: (apiVersion, kind) =>
      [...table.values()].find((one) => one.kind === kind && apiVersionOf(one) === apiVersion),
    define,
    undefine: (resource) => {
      table.delete(keyOf(resource));
    },
    prepare(resource, hook) {
      const definition = table.get(keyOf(resource));
      if (definition === undefined) throw new Error(`no kind is called ${keyOf(resource)}`);
      table.set(keyOf(resource), { ...definition, prepare: [...definition.prepare, hook] });
    },
  };
}
