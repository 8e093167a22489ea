import { annotation } from '../../../model/annotations.ts';
import type { Service } from '../../../model/service.ts';

/** A tool that applies a Service from a manifest, what tells so, and when it would apply it again. */
export interface Keeper {
  readonly tool: string;
  readonly sign: string;
  readonly again: string;
}

interface Tool {
  readonly tool: string;
  readonly again: string;
  readonly mark: RegExp;
  readonly manager: RegExp;
}

/**
 * Those that wrap others first: Argo CD and Flux apply what Helm renders. Argo CD docs, "Resource Tracking", "Automated Sync
 * Policy"; Flux docs, "Kustomization", "HelmRelease"; Helm docs, "Changes since Helm 2" (three-way merge).
 */
const tools: readonly Tool[] = [
  {
    tool: 'Argo CD',
    again: 'at its next sync, at once where self-heal is on',
    mark: /^argocd\.argoproj\.io\//,
    manager: /^argocd/i,
  },
  {
    tool: 'Flux',
    again: 'when it reconciles again (a HelmRelease without drift detection: at its next upgrade)',
    mark: /^(kustomize|helm)\.toolkit\.fluxcd\.io\//,
    manager: /^(kustomize-controller|helm-controller|flux)/i,
  },
  {
    tool: 'Helm',
    again: 'at the next helm upgrade or rollback of the release',
    mark: /^meta\.helm\.sh\//,
    manager: /^helm/i,
  },
  { tool: 'Terraform', again: 'at its next apply', mark: /^$/, manager: /^(terraform|hashicorp)/i },
  { tool: 'Pulumi', again: 'at its next update', mark: /^$/, manager: /^pulumi/i },
];

const managedBy = 'app.kubernetes.io/managed-by';

/** Who keeps a Service; null: nothing tells of anybody. */
export function keeperOf({ labels, deliveryMarks, annotationManagers }: Service): Keeper | null {
  const named = labels[managedBy];
  const managers = annotationManagers[annotation.targetType] ?? [];
  for (const { tool, again, mark, manager } of tools) {
    const label = Object.keys(labels).find((key) => mark.test(key));
    if (label !== undefined) return { tool, again, sign: `label ${label}` };
    const key = deliveryMarks.find((each) => mark.test(each));
    if (key !== undefined) return { tool, again, sign: `annotation ${key}` };
    if (named?.toLowerCase() === tool.toLowerCase()) return { tool, again, sign: `label ${managedBy}=${named}` };
    const field = managers.find((each) => manager.test(each));
    if (field !== undefined) return { tool, again, sign: `field manager ${field} of the annotation` };
  }
  if (named === undefined || named === '') return null;
  return { tool: named, again: 'when it applies its manifest again', sign: `label ${managedBy}` };
}
