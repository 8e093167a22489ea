import { compareText } from '../../order.ts';
import { counted } from '../enumeration.ts';
import type { Check } from '../finding.ts';

/** Zones that traffic is shifted away from, as each target's AdministrativeOverride tells (ELBv2 API reference). */
export const zonalShift: Check<'NLB0203'> = ({ inspection: { ports, origin } }) => {
  const shifted = ports
    .flatMap(({ targetGroups }) => targetGroups.flatMap(({ targets }) => targets))
    .filter(({ administrativeOverride }) => administrativeOverride?.startsWith('zonal_shift') ?? false);
  const zones = [...new Set(shifted.map(({ zone }) => zone))].sort(compareText);
  const region = origin.region === null ? '' : ` --region ${origin.region}`;
  return zones.map((zone) => {
    const there = shifted.filter((target) => target.zone === zone);
    const states = [...new Set(there.map(({ administrativeOverride }) => administrativeOverride))].sort().join(', ');
    const healthy = there.filter(({ health }) => health?.state === 'healthy').length;
    return {
      code: 'NLB0203' as const,
      ...(zone === null ? {} : { object: `zone ${zone}` }),
      message: `A zonal shift is in effect: traffic is led away from ${zone === null ? 'a zone' : `zone ${zone}`} (${states} on ${counted(there.length, 'target')}, ${healthy} of them healthy). A target can be healthy there and get no new connections.`,
      remedy: `see who shifted it and until when: aws arc-zonal-shift list-zonal-shifts --status ACTIVE${region}, and of AWS’s own: aws arc-zonal-shift list-autoshifts --status ACTIVE${region}; migrate when it is over`,
    };
  });
};
