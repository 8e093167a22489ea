import type { Service } from '../../../model/service.ts';
import type { Pod } from '../../../model/workload.ts';
import { restartOf } from '../../deployments.ts';
import type { Check, Found } from '../finding.ts';
import { gatesOf, isOpen, podsAnd, podsBehind } from './gates.ts';

/** Gates of bindings that are gone: those that nobody opens, and those that will close when ip comes back. */
export const staleGates: Check<'NLB0602'> = ({ snapshot, inspection, to }) => {
  const names = snapshot.surroundings?.bindingNames ?? null;
  const pods = podsBehind(snapshot);
  if (inspection.service.owner.kind !== 'controller' || names === null || pods === null) return [];
  const { service } = snapshot;
  const byGate = new Map<string, Pod[]>();
  for (const pod of pods)
    for (const gate of gatesOf(pod).filter((name) => !names.includes(name)))
      byGate.set(gate, [...(byGate.get(gate) ?? []), pod]);
  const restart = restartOf(snapshot) ?? `kubectl delete pod NAME -n ${service.namespace}`;
  return [...byGate].sort().flatMap(([gate, carriers]): Found<'NLB0602'>[] => {
    const stuck = carriers.filter((pod) => !isOpen(pod, gate));
    const object = `gate of binding ${gate}`;
    if (to === 'ip' && isOwn(service, gate))
      return [
        {
          code: 'NLB0602',
          object,
          message: `${podsAnd(carriers, { one: 'carries', many: 'carry' })} the gate of binding ${gate}, which does not exist now. If the migration brings it back under the same name, which it does where nothing else has changed, ${carriers.length === 1 ? 'the pod is' : 'they are'} NotReady, for everybody in the cluster, until the NLB finds ${carriers.length === 1 ? 'it' : 'them'} healthy.`,
          remedy: `before the migration, while new pods get no gate: ${restart}`,
        },
      ];
    if (stuck.length === 0) return [];
    return [
      {
        code: 'NLB0602',
        object,
        message: `${podsAnd(stuck, { one: 'is', many: 'are' })} kept NotReady by the gate of binding ${gate}, which does not exist: nobody opens it.`,
        remedy: restart,
      },
    ];
  });
};

/** Whether the controller would name a binding of this Service so: `k8s-<namespace>-<name>-<hash>`, each cut to eight letters. */
function isOwn({ namespace, name }: Service, binding: string): boolean {
  return binding.startsWith(`k8s-${short(namespace)}-${short(name)}-`);
}

const short = (text: string): string => text.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 8);
