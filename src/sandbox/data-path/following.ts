import type { SandboxClock } from '../clock.ts';
import type { Network } from '../elbv2/api.ts';
import type { Elbv2 } from '../elbv2/service.ts';
import { type ControlPlane, readControlPlane, succeeding, viewOf, zonesOnce } from './control-plane.ts';
import type { DataPlaneDelays } from './settings.ts';
import type { DataPlaneView } from './view.ts';

/** What new connections see: the control plane as it was a while ago. */
export interface Following {
  readonly view: DataPlaneView;
  /** Every change has arrived. */
  settled(): boolean;
  stop(): void;
}

/**
 * Begins with the control plane as it is now, and follows it part by part, each change after the delay of its part. `changed` is
 * called with the view that there was before.
 */
export function followControlPlane(
  elbv2: Elbv2,
  network: Network,
  clock: SandboxClock,
  delays: DataPlaneDelays,
  changed: (before: DataPlaneView) => void,
): Following {
  const zoneOf = zonesOnce(network);
  let known = readControlPlane(elbv2, zoneOf);
  let view = viewOf(known);
  const pending = new Set<() => void>();
  const arrive = (part: Partial<ControlPlane>) => {
    const before = view;
    known = { ...known, ...part };
    view = viewOf(known);
    changed(before);
  };
  const later = (delay: number, act: () => void) => {
    if (delay <= 0) return act();
    const cancel = clock.after(delay, () => {
      pending.delete(cancel);
      act();
    });
    pending.add(cancel);
  };
  const parts = [
    carrier(known.configuration, (configuration) => later(delays.listener, () => arrive({ configuration }))),
    carrier(known.members, (members) => later(delays.targets, () => arrive({ members }))),
    carrier(known.health, (health) => later(delays.health, () => arrive({ health: succeeding(known.health, health) }))),
  ] as const;
  const unsubscribe = elbv2.on(() => {
    const { configuration, members, health } = readControlPlane(elbv2, zoneOf);
    parts[0](configuration);
    parts[1](members);
    parts[2](health);
  });
  return {
    get view() {
      return view;
    },
    settled: () => pending.size === 0,
    stop() {
      unsubscribe();
      for (const cancel of pending) cancel();
      pending.clear();
    },
  };
}

/** Passes on what is not the same as before: tags and counts of health checks are told of too, and change nothing here. */
function carrier<Part>(initial: Part, passOn: (part: Part) => void): (part: Part) => void {
  let newest = JSON.stringify(initial);
  return (part) => {
    const text = JSON.stringify(part);
    if (text === newest) return;
    newest = text;
    passOn(part);
  };
}
