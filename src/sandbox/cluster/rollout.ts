/** One generation of a Deployment's pods. */
export interface Generation {
  /** How many it asks for; with Recreate, those that are still there count too. */
  readonly wanted: number;
  /** How many are ready. */
  readonly ready: number;
}

export interface Strategy {
  readonly type: string;
  readonly maxSurge: number | string;
  readonly maxUnavailable: number | string;
}

/** A number, or a percentage of the replicas. */
function share(value: number | string, replicas: number, round: (value: number) => number): number {
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(value)?.[1];
  return percent === undefined ? Number(value) : round((replicas * Number(percent)) / 100);
}

/** How many pods of a Deployment may be missing for it to count as available. */
export const slackOf = (replicas: number, strategy: Strategy): number =>
  strategy.type === 'Recreate' ? 0 : share(strategy.maxUnavailable, replicas, Math.floor);

/**
 * How many pods the newest generation and the older ones shall have next, the older ones oldest first.
 * Source: kubernetes, pkg/controller/deployment/rolling.go.
 */
export function nextScale(
  replicas: number,
  newest: Generation,
  older: readonly Generation[],
  strategy: Strategy,
): { newest: number; older: number[] } {
  const running = older.reduce((sum, { wanted }) => sum + wanted, 0);
  if (strategy.type === 'Recreate') {
    return { newest: running > 0 ? newest.wanted : replicas, older: older.map(() => 0) };
  }
  const surge = share(strategy.maxSurge, replicas, Math.ceil);
  const slack = slackOf(replicas, strategy);
  const unavailable = surge === 0 && slack === 0 ? 1 : slack;
  const room = Math.max(0, replicas + surge - running - newest.wanted);
  const grown = newest.wanted > replicas ? replicas : newest.wanted + Math.min(room, replicas - newest.wanted);
  return { newest: grown, older: shrink(replicas - unavailable, { ...newest, wanted: grown }, older) };
}

/**
 * Old pods that are not ready go first, but not while new ones that are not ready either could need their place;
 * then ready ones, as far as enough others are.
 */
function shrink(minimum: number, newest: Generation, older: readonly Generation[]): number[] {
  const all = newest.wanted + older.reduce((sum, { wanted }) => sum + wanted, 0);
  let removable = all - minimum - (newest.wanted - newest.ready);
  const take = (from: number): number => {
    const taken = Math.max(0, Math.min(removable, from));
    removable -= taken;
    return taken;
  };
  const cleaned = older.map(({ wanted, ready }) => wanted - take(wanted - ready));
  return cleaned.map((left) => left - take(left));
}
