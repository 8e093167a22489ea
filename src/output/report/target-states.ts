import type { Inspection } from '../../model/inspection.ts';
import type { TargetStates } from './input.ts';

/** How many targets of each group are in which state, at the instant of an Inspection. */
export function targetStatesOf({ at, ports }: Pick<Inspection, 'at' | 'ports'>): TargetStates {
  const groups = ports.flatMap(({ targetGroups }) =>
    targetGroups.map(({ name, type, targets }) => {
      const counts: Record<string, number> = {};
      for (const { registered, health } of targets) {
        if (registered === false) continue;
        const state = health?.state ?? 'not read';
        counts[state] = (counts[state] ?? 0) + 1;
      }
      return { name, type, counts };
    }),
  );
  return { at, groups: [...new Map(groups.map((group) => [group.name, group])).values()] };
}

/** Takes in what one more look saw, where it differs from the look before: a wait of hours keeps what changed. */
export function withStates(states: readonly TargetStates[], next: TargetStates): readonly TargetStates[] {
  const last = states.at(-1);
  const isSame = last !== undefined && JSON.stringify(last.groups) === JSON.stringify(next.groups);
  return isSame ? states : [...states, next];
}
