import { mayNotPatch } from './may-not-patch.ts';
import { notRead } from './not-read.ts';

export const accessChecks = [notRead, mayNotPatch] as const;
