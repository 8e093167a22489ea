import { foreignOwner } from './owner.ts';

export const ownershipChecks = [foreignOwner] as const;
