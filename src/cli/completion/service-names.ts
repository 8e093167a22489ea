import type { ServiceRef } from '../../model/service.ts';
import type { Candidate } from './source.ts';

/** Kinds that may stand before the name of a Service, as `parseService` takes them. */
const kinds = /^(svc|service|services)\/$/;

/** What is typed of a Service's name, and the namespaces that count. */
export interface Naming {
  readonly typed: string;
  /** `-n`; null: it was not given. */
  readonly flag: string | null;
  /** That of the context. */
  readonly fallback: string;
}

/**
 * The Services as `parseService` takes them, spelled as the user has begun to: `NAME` and `svc/NAME` in the namespace that is
 * meant, and `NAMESPACE/NAME` of every other one, unless `-n` has named one.
 */
export function serviceCandidates(services: readonly ServiceRef[], { typed, flag, fallback }: Naming): Candidate[] {
  const slash = typed.indexOf('/') + 1;
  const prefix = typed.slice(0, slash);
  const meant = flag ?? fallback;
  const spelled = services.flatMap(({ namespace, name }) => {
    if (prefix === '' && namespace === meant) return [name];
    if (kinds.test(prefix)) return namespace === meant ? [`${prefix}${name}`] : [];
    return flag === null || flag === namespace ? [`${namespace}/${name}`] : [];
  });
  // With -n the namespace is said already, unless the user says it again.
  const wanted = prefix === '' && flag !== null ? spelled.filter((each) => !each.includes('/')) : spelled;
  const isShort = (each: string) => !each.includes('/');
  const nearestFirst = [...wanted.filter(isShort), ...wanted.filter((each) => !isShort(each))];
  return nearestFirst.map((value) => ({ value, description: '' }));
}
