import type { NameRule } from './names.ts';
import type { KubeObject, ResourceName } from './object.ts';

/**
 * @param object what is about to be written, its metadata complete but for the new resourceVersion; may be edited
 * @param previous what is stored, undefined on create; not to be edited
 */
export type PrepareHook = (object: KubeObject, previous: KubeObject | undefined, write: Write) => void;

/** What is going on while a hook runs. */
interface Write {
  /** Nothing will be stored: a hook must not allocate anything for good. */
  readonly dryRun: boolean;
}

export interface ResourceDefinition extends ResourceName {
  readonly version: string;
  readonly kind: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  /** `all` puts a kind into `kubectl get all`. */
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** A kind with a `status` subresource: an update of the object leaves its status alone, and the other way round. */
  readonly status: boolean;
  /** A kind with a `scale` subresource: `spec.replicas`, `status.replicas`, `status.selector`. */
  readonly scale: boolean;
  /** Whether `metadata.generation` is kept; some built-in kinds, Services among them, have none. */
  readonly generation: boolean;
  /** Defined by a CustomResourceDefinition: no strategic merge patch. */
  readonly custom: boolean;
  readonly nameRule: NameRule;
  readonly verbs: readonly string[];
  readonly prepare: readonly PrepareHook[];
  /** Seconds that an object may take to end when it is deleted; 0 or absent: it goes at once. */
  readonly gracePeriodSeconds?: (object: KubeObject) => number;
}

const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] as const;

type Optional = Partial<Omit<ResourceDefinition, 'group' | 'version' | 'resource' | 'kind'>>;

/** Fills in what most kinds have in common: namespaced, with a generation, named by a DNS subdomain, all verbs. */
export function defineResource(
  definition: Pick<ResourceDefinition, 'group' | 'version' | 'resource' | 'kind'> & Optional,
): ResourceDefinition {
  return {
    singular: definition.kind.toLowerCase(),
    shortNames: [],
    categories: [],
    namespaced: true,
    status: false,
    scale: false,
    generation: true,
    custom: false,
    nameRule: 'subdomain',
    verbs: allVerbs,
    prepare: [],
    ...definition,
  };
}

/** A kind as a CustomResourceDefinition adds it, with a status subresource. */
export const customResource = (
  definition: Pick<ResourceDefinition, 'group' | 'version' | 'resource' | 'kind'> & Optional,
): ResourceDefinition => defineResource({ status: true, ...definition, custom: true });

/** `v1`, `apps/v1`. */
export const apiVersionOf = (definition: { group: string; version: string }): string =>
  definition.group === '' ? definition.version : `${definition.group}/${definition.version}`;
