import type { Ended, TargetType } from './migrating.ts';

export const otherThan = (to: TargetType): TargetType => (to === 'ip' ? 'instance' : 'ip');

export const said = ({ stdout, stderr }: Ended): string => `${stdout}${stderr}`;

/** What is wrong with the end of the command that is given once more; `look` throws where it is not clean. null: nothing. */
export function flawAfter(again: Ended, look: () => void, mayEnd = 0): string | null {
  if (again.code !== mayEnd) return `then ${again.code}: ${said(again)}`;
  try {
    look();
    return null;
  } catch (error) {
    return `then not clean: ${(error as Error).message}`;
  }
}
