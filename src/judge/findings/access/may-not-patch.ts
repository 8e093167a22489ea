import type { Check } from '../finding.ts';

/** Said by the API server itself (SelfSubjectAccessReview); where it was not asked, nothing is said. */
export const mayNotPatch: Check<'NLB0002'> = ({ snapshot: { service, surroundings } }) =>
  surroundings?.mayPatchService === false
    ? [
        {
          code: 'NLB0002',
          message: `You may not patch Service ${service.namespace}/${service.name}, which is all that a migration writes.`,
          remedy: `ask for patch on services in namespace ${service.namespace}; kubectl auth can-i patch service/${service.name} -n ${service.namespace} tells`,
        },
      ]
    : [];
