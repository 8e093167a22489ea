import { annotation } from '../model/annotations.ts';
import type { ServiceRef } from '../model/service.ts';
import type { TargetType } from '../model/target-type.ts';

/** The change as a merge patch, for `kubectl patch --type=merge`; it is guarded by nothing. */
export const mergePatch = (to: TargetType) => ({ metadata: { annotations: { [annotation.targetType]: to } } });

/** The change as a kustomize patch of the Service, for a repository from which it is delivered. */
export const kustomizePatch = ({ namespace, name }: ServiceRef, to: TargetType) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, annotations: { [annotation.targetType]: to } },
});
