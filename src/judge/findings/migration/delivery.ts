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
      remedy: `make the change where the manifest is kept and let ${tool} apply it: as a value of the chart, or in kustomization.yaml as ${patchOf(service, to)} (nlbctl plan ${service.name} -n ${service.namespace} --to ${to} -o kustomize prints the patch)`,
    },
  ];
};

/** The entry of a kustomization.yaml that makes the change, in one line: JSON is YAML too, and no output breaks it. */
function patchOf({ namespace, name }: Service, to: TargetType): string {
  const metadata = { name, namespace, annotations: { [annotation.targetType]: to } };
  return `patches: [{patch: '${JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata })}'}]`;
}
