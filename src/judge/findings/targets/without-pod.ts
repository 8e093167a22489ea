import { counted, enumerated } from '../enumeration.ts';
import type { Check } from '../finding.ts';
import { inQuestion } from '../in-question.ts';

/** Addresses that somebody wrote into the Service's EndpointSlices: kube-proxy leads to them, the controller registers pods only. */
export const endpointsWithoutPod: Check<'NLB0306'> = (subject) => {
  const { service, endpointSlices } = subject.snapshot;
  if (subject.to !== 'ip' || inQuestion(subject).length === 0) return [];
  const slices = (endpointSlices ?? []).filter(({ addressType }) => addressType !== 'FQDN');
  const addresses = slices
    .flatMap(({ endpoints }) => endpoints)
    .filter(({ targetRef, ready }) => targetRef?.kind !== 'Pod' && ready !== false)
    .flatMap(({ addresses: [address] }) => address ?? [])
    .toSorted();
  if (addresses.length === 0) return [];
  const count = new Set(addresses).size;
  const one = count === 1;
  const names = slices
    .filter(({ endpoints }) => endpoints.some(({ targetRef }) => targetRef?.kind !== 'Pod'))
    .map(({ name }) => name)
    .toSorted();
  return [
    {
      code: 'NLB0306',
      message: `${counted(count, 'endpoint')} of the Service (${enumerated(addresses)}, in EndpointSlice ${enumerated(names)}) ${one ? 'names' : 'name'} no pod: with target type ip the controller ignores ${one ? 'it' : 'them'}, while nodes pass traffic on to ${one ? 'it' : 'them'}.`,
      remedy: `keep target type instance, or register the ${one ? 'address' : 'addresses'} in a target group of your own; see them: kubectl get endpointslices -n ${service.namespace} -l kubernetes.io/service-name=${service.name} -o yaml`,
    },
  ];
};
