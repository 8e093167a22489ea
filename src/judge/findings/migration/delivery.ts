import { annotation } from '../../../model/annotations.ts';
import type { Service } from '../../../model/service.ts';
import type { TargetType } from '../../../model/target-type.ts';
import type { Check } from '../finding.ts';
import { keeperOf } from './keeper.ts';

/** A patch that a tool of delivery would take back. */
export const keptByTool: Check<'NLB0707'> = ({ snapshot: { service }, inspection, to }) => {
  const keeper = keeperOf(service);
  if (to === null || inspection.service.owner.kind !== 'controller' || keeper === null) return [];
  const managers = service.annotationManagers[annotation.targetType] ?? [];
  // What is there already and was not patched is what the tool's own manifest says.
  if (service.annotations[annotation.targetType] === to && !managers.includes('nlbctl')) return [];
  const { tool, sign, again } = keeper;
  return [
    {
      code: 'NLB0707',
      message: `${tool} keeps the Service (${sign}): where its manifest has another target type than ${to}, it takes the change back ${again}.`,
      remedy: `make the change where the manifest is kept, as a value of the chart or as a patch of kustomize, and let ${tool} apply it:\n\n${kustomization(service, to)}`,
    },
  ];
};

/** The part of a kustomization.yaml that makes the change. */
function kustomization({ namespace, name }: Service, to: TargetType): string {
  return [
    'patches:',
    '  - patch: |-',
    '      apiVersion: v1',
    '      kind: Service',
    '      metadata:',
    `        name: ${name}`,
    `        namespace: ${namespace}`,
    '        annotations:',
    `          ${annotation.targetType}: ${to}`,
  ].join('\n');
}
