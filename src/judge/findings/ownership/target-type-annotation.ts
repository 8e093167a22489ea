import { annotation, annotationPrefix } from '../../../model/annotations.ts';
import { nlbIpForcesIp } from '../../refusal.ts';
import { isTargetType } from '../../target-type.ts';
import type { Check } from '../finding.ts';

const attributes = `${annotationPrefix}aws-load-balancer-attributes`;

/** `nlb-ip` overrules the target type annotation, whatever the class (AWS Load Balancer Controller, pkg/service/model_build_target_group.go). */
export const forcedToIp: Check<'NLB0105'> = ({ snapshot: { service }, inspection, to }) => {
  if (inspection.service.owner.kind !== 'controller' || to === 'ip') return [];
  const refusal = nlbIpForcesIp(service);
  return refusal === null ? [] : [{ code: 'NLB0105', message: refusal.message, remedy: refusal.hint }];
};

/**
 * Without a class the two annotations alone make a Service the controller's: once it is not, the controller takes away what
 * it made. With deletion protection in the annotation it fails instead (AWS Load Balancer Controller, pkg/service/model_builder.go).
 */
export const ownedByAnnotation: Check<'NLB0106'> = ({ snapshot: { service, loadBalancer }, inspection, to }) => {
  const { owner } = inspection.service;
  if (to === null || owner.kind !== 'controller' || owner.by !== 'annotations') return [];
  const set = service.annotations[attributes] ?? '';
  if (service.annotations[annotation.type] === 'nlb-ip' || isProtected(set)) return [];
  const { namespace, name } = service;
  const nlb = loadBalancer === null ? 'its NLB' : `NLB ${loadBalancer.name}`;
  const protectedSet = [...(set === '' ? [] : [set]), 'deletion_protection.enabled=true'].join(',');
  return [
    {
      code: 'NLB0106',
      message: `Service ${namespace}/${name} has no loadBalancerClass: should ${annotation.targetType} ever be absent, or anything but "ip" or "instance", the controller gives the Service up and deletes ${nlb} with its DNS name. A migration writes the annotation in one patch, and never takes it off.`,
      remedy: `to have the controller fail instead of deleting: kubectl annotate service/${name} -n ${namespace} --overwrite '${attributes}=${protectedSet}'`,
    },
  ];
};

const isProtected = (set: string): boolean => /(^|,)\s*deletion_protection\.enabled=true\s*(,|$)/.test(set);

/** With a class, every value but `ip` means instance, and there is no error for it (AWS Load Balancer Controller, pkg/service/model_build_target_group.go). */
export const unknownTargetType: Check<'NLB0107'> = ({ snapshot: { service }, inspection, to }) => {
  const { owner, targetType } = inspection.service;
  const value = targetType.annotation;
  if (owner.kind !== 'controller' || owner.by !== 'class' || value === null || isTargetType(value)) return [];
  if (service.annotations[annotation.type] === 'nlb-ip') return [];
  const { namespace, name } = service;
  const written = `${annotation.targetType}: "${value}"`;
  return [
    {
      code: 'NLB0107',
      message: `Service ${namespace}/${name} has ${written}, which is neither "ip" nor "instance": the controller takes it for instance${to === 'ip' ? ', so the change to ip is a real one' : ''}.`,
      remedy:
        to === null
          ? `write what is meant: kubectl annotate service/${name} -n ${namespace} --overwrite ${annotation.targetType}=instance, or nlbctl plan ${name} -n ${namespace} --to ip`
          : `the migration writes "${to}"; change the value where the Service is kept, too`,
    },
  ];
};
