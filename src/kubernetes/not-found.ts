import { closest } from '../model/closest.ts';
import { NlbctlError } from '../model/errors.ts';
import type { Service, ServiceRef } from '../model/service.ts';
import type { Api } from './api.ts';
import { serviceOf } from './convert/service.ts';
import { listAll } from './list.ts';
import { recordOf, textOf } from './raw.ts';
import { requestFor } from './resource.ts';

/** How many names a message lists. */
const shown = 10;

/**
 * What to say of a Service that does not exist. The API says the same where the namespace does not: further questions tell
 * the two apart, and find out what was meant; what may not be asked is left out.
 */
export async function serviceNotFound(api: Api, ref: ServiceRef, signal: AbortSignal): Promise<NlbctlError> {
  const { namespace, name } = ref;
  const [exists, here, elsewhere] = await Promise.all([
    namespaceExists(api, namespace, signal),
    services(api, namespace, null, signal),
    services(api, null, name, signal),
  ]);
  const others = elsewhere.map((service) => service.namespace).filter((other) => other !== namespace);
  const there =
    others.length === 0 ? null : `there is a Service ${name} in namespace ${listed(others)}: give it with -n`;
  if (!exists) return namespaceNotFound(api, namespace, there, signal);
  const names = here.filter(({ type }) => type === 'LoadBalancer').map((service) => service.name);
  const near = closest(
    name,
    here.map((service) => service.name),
  );
  const has =
    names.length === 0
      ? `kubectl get services -n ${namespace} shows what there is`
      : `of type LoadBalancer, namespace ${namespace} has: ${listed(names)}`;
  return new NlbctlError('ServiceNotFound', `Service ${namespace}/${name} does not exist`, {
    hint: there ?? `${near === null ? '' : `did you mean ${near}? `}${has}`,
  });
}

/** Throws NamespaceNotFound. Whoever may not ask for namespaces is not told. */
export async function requireNamespace(api: Api, namespace: string, signal: AbortSignal): Promise<void> {
  if (!(await namespaceExists(api, namespace, signal))) throw await namespaceNotFound(api, namespace, null, signal);
}

async function namespaceNotFound(
  api: Api,
  namespace: string,
  there: string | null,
  signal: AbortSignal,
): Promise<NlbctlError> {
  const request = { ...requestFor('list', 'namespaces', { namespace: null }), expected: [403] };
  const all = await quietly(listAll(api, request, signal), signal);
  const near = closest(
    namespace,
    all.flatMap((each) => textOf(recordOf(each['metadata'])['name']) ?? []),
  );
  const meant = near === null ? '' : `did you mean ${near}? `;
  return new NlbctlError('NamespaceNotFound', `namespace ${namespace} does not exist`, {
    hint: there ?? `${meant}kubectl get namespaces shows what there is`,
  });
}

async function namespaceExists(api: Api, namespace: string, signal: AbortSignal): Promise<boolean> {
  const request = { ...requestFor('get', 'namespaces', { namespace: null, name: namespace }), expected: [403, 404] };
  const { status } = await api(request, signal);
  return status !== 404;
}

async function services(api: Api, namespace: string | null, name: string | null, signal: AbortSignal) {
  const query = name === null ? {} : { fieldSelector: `metadata.name=${name}` };
  const request = { ...requestFor('list', 'services', { namespace }), query, expected: [403] };
  return (await quietly(listAll(api, request, signal), signal)).map((object): Service => serviceOf(object));
}

/** An answer that only adds to a hint: where it fails, the hint does without. */
async function quietly<Item>(asking: Promise<Item[] | null>, signal: AbortSignal): Promise<Item[]> {
  try {
    return (await asking) ?? [];
  } catch {
    signal.throwIfAborted();
    return [];
  }
}

function listed(names: readonly string[]): string {
  const sorted = [...names].sort();
  const more = sorted.length > shown ? ` and ${sorted.length - shown} more` : '';
  return `${sorted.slice(0, shown).join(', ')}${more}`;
}
