import type { Api } from './api.ts';
import { booleanOf, recordOf } from './raw.ts';
import { requestFor } from './resource.ts';

/** Something that one may or may not do. */
export interface Attempt {
  readonly verb: string;
  /** Empty: the core API. */
  readonly group: string;
  readonly resource: string;
  /** null: in all namespaces, or a resource that has none. */
  readonly namespace: string | null;
  readonly name?: string;
}

/** Asks the API server whether it would allow something to the one who asks; nothing is tried. Throws NlbctlError. */
export async function isAllowed(api: Api, { namespace, ...attempt }: Attempt, signal: AbortSignal): Promise<boolean> {
  const resourceAttributes = namespace === null ? attempt : { ...attempt, namespace };
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes },
  };
  const group = 'authorization.k8s.io/v1';
  const request = requestFor('create', 'selfsubjectaccessreviews', { namespace: null, group });
  const { body } = await api({ ...request, review }, signal);
  return booleanOf(recordOf(body?.['status'])['allowed']) ?? false;
}
