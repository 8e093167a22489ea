import type { ServiceUse } from '../../model/surroundings.ts';
import { listOf, type Raw, recordOf } from '../raw.ts';
import { metadataOf } from './metadata.ts';

/** Whether an Ingress leads to the Service, by a rule or its default backend. */
export function ingressUses(object: Raw, service: string): ServiceUse[] {
  const spec = recordOf(object['spec']);
  const paths = listOf(spec['rules']).flatMap((rule) => listOf(recordOf(rule['http'])['paths']));
  const backends = [spec['defaultBackend'], ...paths.map((path) => path['backend'])];
  const leads = backends.some((backend) => recordOf(recordOf(backend)['service'])['name'] === service);
  return leads ? [{ kind: 'Ingress', name: metadataOf(object).name }] : [];
}

/** Whether a route of the Gateway API leads to the Service; a reference without a kind is to a Service. */
export function routeUses(object: Raw, kind: string, service: string): ServiceUse[] {
  const references = listOf(recordOf(object['spec'])['rules']).flatMap((rule) => listOf(rule['backendRefs']));
  const leads = references.some(({ kind: of = 'Service', name }) => of === 'Service' && name === service);
  return leads ? [{ kind, name: metadataOf(object).name }] : [];
}
