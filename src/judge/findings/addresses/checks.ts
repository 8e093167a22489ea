import { connectionLimit } from './connection-limit.ts';
import { hairpin } from './hairpin.ts';
import { noSecurityGroups } from './no-security-groups.ts';
import { sourceAddress } from './source-address.ts';
import { sourceRanges } from './source-ranges.ts';
import { unopenedPort } from './unopened-port.ts';

export const addressesChecks = [
  sourceAddress,
  sourceRanges,
  unopenedPort,
  hairpin,
  connectionLimit,
  noSecurityGroups,
] as const;
