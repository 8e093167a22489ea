import { familyOfNlb } from './family.ts';
import { quicWithInstance } from './quic.ts';
import { targetQuotas } from './quotas.ts';
import { stateOfNlb } from './state.ts';
import { targetsOutsideZones } from './targets-outside-zones.ts';
import { udpPorts } from './udp.ts';
import { zonalShift } from './zonal-shift.ts';
import { zonesWithoutTargets } from './zones-without-targets.ts';

export const loadBalancerChecks = [
  zonesWithoutTargets,
  targetsOutsideZones,
  zonalShift,
  familyOfNlb,
  targetQuotas,
  stateOfNlb,
  quicWithInstance,
  udpPorts,
] as const;
