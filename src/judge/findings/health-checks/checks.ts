import { healthCheckChanges } from './changes.ts';
import { failingTargets } from './failing-targets.ts';
import { namedPort } from './named-port.ts';
import { portNumber } from './port-number.ts';
import { proxyHeader } from './proxy-header.ts';

export const healthChecksChecks = [portNumber, namedPort, failingTargets, proxyHeader, healthCheckChanges] as const;
