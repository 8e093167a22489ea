import { NlbctlError } from '../model/errors.ts';
import type { ServiceRef } from '../model/service.ts';

/** What kubectl's users may write by mistake in front of a slash; a namespace could be called so too, but hardly is. */
const otherKinds = /^(po|pods?|deploy|deployments?|ing|ingress(es)?|nodes?|no|ep|endpoints|targetgroupbindings?|tgb)$/;
const name = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/**
 * Reads `ui-nlb`, `svc/ui-nlb`, `service/ui-nlb` or `ui/ui-nlb`. A namespace in the argument that is not the flag's is
 * refused: one of the two is a mistake.
 */
export function parseService(text: string, flag: string | null, fallback: string): ServiceRef {
  const parts = text.split('/');
  const [first, second] = parts.length === 1 ? [null, text] : [parts[0] ?? '', parts[1] ?? ''];
  const kind = first === 'svc' || first === 'service' || first === 'services';
  const namespace = first === null || kind ? null : first;
  if (first !== null && otherKinds.test(first))
    throw new NlbctlError('Usage', `"${text}" names a ${first}, and nlbctl works on Services`, {
      hint: 'name the Service before it: svc/NAME; nlbctl list shows those that have a load balancer',
    });
  if (parts.length > 2 || !name.test(second) || (namespace !== null && !name.test(namespace)))
    throw new NlbctlError('Usage', `"${text}" does not name a Service`, {
      hint: 'write ui-nlb, svc/ui-nlb or, with its namespace, ui/ui-nlb',
    });
  if (namespace !== null && flag !== null && namespace !== flag)
    throw new NlbctlError('Usage', `the Service is in namespace ${namespace} by its argument and in ${flag} by -n`, {
      hint: 'leave one of the two out',
    });
  return { namespace: namespace ?? flag ?? fallback, name: second };
}
