import type { KubeObject, ObjectStore } from '../store/object.ts';
import type { ResourceDefinition } from '../store/resources.ts';

const definitions = { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' };

/** Makes the CustomResourceDefinitions in the store those of the custom kinds that the store knows at this moment. */
export function publishCustomResourceDefinitions(store: ObjectStore): void {
  const wanted = new Map(
    store.resources
      .all()
      .filter(({ custom }) => custom)
      .map((kind) => [`${kind.resource}.${kind.group}`, kind]),
  );
  for (const { metadata } of store.list(definitions))
    if (!wanted.has(metadata.name)) store.remove(definitions, undefined, metadata.name);
  let serial = 0;
  for (const [name, kind] of wanted) {
    serial += 1;
    if (store.find(definitions, undefined, name) === undefined)
      store.create(definitions, describe(name, kind, `00000000-0000-4000-9000-${String(serial).padStart(12, '0')}`));
  }
}

function describe(name: string, kind: ResourceDefinition, uid: string): KubeObject {
  const { group, version, resource, singular, shortNames, namespaced, status } = kind;
  const names = { plural: resource, singular, kind: kind.kind, listKind: `${kind.kind}List`, shortNames };
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name, uid },
    spec: {
      group,
      names,
      scope: namespaced ? 'Namespaced' : 'Cluster',
      versions: [
        { name: version, served: true, storage: true, schema, ...(status ? { subresources: { status: {} } } : {}) },
      ],
    },
    status: {
      acceptedNames: names,
      conditions: ['NamesAccepted', 'Established'].map((type) => ({ type, status: 'True', reason: type })),
      storedVersions: [version],
    },
  };
}
