import { windowWithoutTargets } from './window.ts';

export const migrationChecks = [windowWithoutTargets] as const;
