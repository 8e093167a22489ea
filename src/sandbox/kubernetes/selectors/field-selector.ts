import { badRequest } from '../../store/api-error.ts';
import type { KubeObject, ResourceName } from '../../store/object.ts';

/** The fields by which each kind can be selected, beyond `metadata.name` and `metadata.namespace`. */
const selectable: Readonly<Record<string, readonly string[]>> = {
  'pods.': [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  'nodes.': ['spec.unschedulable'],
  'namespaces.': ['status.phase'],
  'secrets.': ['type'],
  'services.': ['spec.clusterIP', 'spec.type'],
  'replicasets.apps': ['status.replicas'],
  'events.': [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  'events.events.k8s.io': [
    'regarding.kind',
    'regarding.namespace',
    'regarding.name',
    'regarding.uid',
    'regarding.apiVersion',
    'reason',
    'reportingController',
    'type',
  ],
};

interface Requirement {
  readonly field: string;
  readonly equal: boolean;
  readonly value: string;
}

export interface FieldSelector {
  matches(object: KubeObject): boolean;
  /** The one name that it selects, where it selects by name. */
  readonly name: string | undefined;
}

/** Reads `field=value,field!=value`. Throws 400, also for a field by which the kind cannot be selected. */
export function parseFieldSelector(text: string, resource: ResourceName): FieldSelector {
  const allowed = [
    'metadata.name',
    'metadata.namespace',
    ...(selectable[`${resource.resource}.${resource.group}`] ?? []),
  ];
  const requirements = text
    .split(',')
    .filter((part) => part !== '')
    .map((part): Requirement => {
      const found = /^([^=!]+)(==|=|!=)(.*)$/.exec(part);
      if (!found) throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
      const [, field = '', operator, value = ''] = found;
      if (!allowed.includes(field)) throw badRequest(`field label not supported: ${field}`);
      return { field, equal: operator !== '!=', value };
    });
  return {
    matches: (object) =>
      requirements.every(({ field, equal, value }) => (fieldValue(object, field) === value) === equal),
    name: requirements.find(({ field, equal }) => equal && field === 'metadata.name')?.value,
  };
}

function fieldValue(object: KubeObject, field: string): string {
  if (field === 'source') return object['source']?.component ?? object['reportingComponent'] ?? '';
  let value: unknown = object;
  for (const key of field.split('.')) value = (value as Record<string, unknown> | undefined)?.[key];
  // An absent boolean is false to the API server, an absent string empty.
  if (value === undefined || value === null)
    return field === 'spec.unschedulable' || field === 'spec.hostNetwork' ? 'false' : '';
  return String(value);
}
