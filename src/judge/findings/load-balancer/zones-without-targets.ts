import { annotation } from '../../../model/annotations.ts';
import type { Service } from '../../../model/service.ts';
import type { TargetType } from '../../../model/target-type.ts';
import { annotatedAttributes } from '../../plan/annotated-attributes.ts';
import { crossZoneAttribute } from '../../zones.ts';
import { annotateEntry } from '../annotate.ts';
import { enumerated, portWords } from '../enumeration.ts';
import type { Check } from '../finding.ts';
import { inQuestion } from '../in-question.ts';

interface Empty {
  readonly zones: readonly string[];
  readonly type: TargetType;
  readonly ports: number[];
}

/** Zones of the NLB in which no target could serve, while traffic stays in its zone; ports with the same zones are told together. */
export const zonesWithoutTargets: Check<'NLB0201'> = (subject) => {
  const { service, loadBalancer } = subject.snapshot;
  const found = new Map<string, Empty>();
  for (const { port, type, set, crossesZones } of inQuestion(subject)) {
    if (crossesZones !== false || !set.known || loadBalancer === null) continue;
    const serving = set.targets.filter(({ required }) => required);
    // Without any target no zone is worse off than another, and where a zone is not known, nor is what it lacks.
    if (serving.length === 0 || serving.some(({ zone, doubt }) => zone === null || zone === 'all' || doubt !== null))
      continue;
    const zones = loadBalancer.zones.filter((zone) => !serving.some((target) => target.zone === zone)).toSorted();
    if (zones.length === 0) continue;
    const key = `${type} ${zones.join()}`;
    const same = found.get(key) ?? { zones, type, ports: [] };
    same.ports.push(port);
    found.set(key, same);
  }
  return [...found.values()].map(({ zones, type, ports }) => {
    const where = enumerated(zones);
    const when = subject.to === null ? '' : 'after the migration ';
    const it = zones.length === 1 ? 'that zone' : 'those zones';
    return {
      code: 'NLB0201' as const,
      message: `${lackOf(type, service)} in ${where}, which the NLB has enabled, and cross-zone load balancing is off: ${when}${portWords(ports)} ${ports.length === 1 ? 'has' : 'have'} no target there. The NLB's addresses in ${it} leave its DNS name, for every port, and clients that keep them run into timeouts.`,
      remedy: `spread ready pods over every zone of the NLB (topologySpreadConstraints with topologyKey topology.kubernetes.io/zone, and no fewer replicas than zones), or let traffic cross zones: ${crossZoneOn(service, ports[0] ?? 0)}`,
    };
  });
};

function lackOf(type: TargetType, { externalTrafficPolicy }: Service): string {
  if (type === 'ip') return 'No ready pod runs';
  return externalTrafficPolicy === 'Local' ? 'No node with a ready pod is' : 'No eligible node is';
}

/** On the load balancer, unless the group's own annotation would overrule that. */
function crossZoneOn(service: Service, port: number): string {
  const overruled = annotatedAttributes(service, port)[crossZoneAttribute] === 'false';
  const key = overruled ? annotation.targetGroupAttributes : annotation.attributes;
  return annotateEntry(service, key, [crossZoneAttribute, 'true']);
}
