import { gatesOfGoingBinding } from './leaving-ip.ts';
import { podsWithoutGate } from './missing.ts';
import { noGatesGiven } from './not-injected.ts';
import { staleGates } from './stale.ts';

export const readinessGatesChecks = [podsWithoutGate, staleGates, noGatesGiven, gatesOfGoingBinding] as const;
