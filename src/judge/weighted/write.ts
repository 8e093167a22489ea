import type { Step } from '../../model/migration.ts';
import type { Next } from '../migration/next.ts';
import { writtenAction } from './actions.ts';
import type { WeightedPort } from './ports.ts';
import type { Stage } from './stage.ts';

/** One patch for all ports of a step. */
export function share(
  { ports: all }: Stage,
  ports: readonly WeightedPort[],
  base: number,
  bridge: number,
  phase: string,
  message: string,
): Next {
  const annotations = ports.flatMap(({ key, bridge: group }) =>
    group === null ? [] : [[key, writtenAction({ base, bridge, bridgeArn: group.arn })] as const],
  );
  const where = ports.length === all.length ? '' : ` (port ${ports.map(({ port }) => port).join(', ')})`;
  return write(phase, `${message}: ${base} to ${bridge}${where}.`, {
    kind: 'set-weights',
    annotations: Object.fromEntries(annotations),
  });
}

export function write(phase: string, message: string, step: Step): Next {
  return { kind: 'step', phase, message, step };
}
