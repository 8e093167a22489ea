import { changeInWords, endpointInWords, figuresInWords, gapInWords } from '../judge/probing/words.ts';
import type { ProbeChange } from '../model/probe.ts';
import { firstEvents } from '../output/report/first-events.ts';
import type { RunningProbe } from '../probe/probe.ts';
import type { Follower } from './following.ts';

/** Milliseconds between two redraws, and between two lines that say that nothing has changed. */
const redraw = 1_000;
const heartbeat = 30_000;

/** Tells a view how far a probe is: what changes at once, the figures each second, and a heartbeat. `began`: milliseconds since the epoch. */
export function probeTeller(view: Pick<Follower, 'show'>, began: number) {
  let saidAt = began;
  let drawnAt = began;
  const { events, add } = firstEvents();
  return {
    /** The first changes, for a report. */
    events,
    change(change: ProbeChange): void {
      const message = changeInWords(change);
      add({
        at: new Date(change.at).toISOString(),
        isWarning: change.kind === 'fails',
        of: endpointInWords(change.endpoint),
        message: change.kind === 'fails' ? change.message : `succeeds again after ${gapInWords(change.seconds)}`,
      });
      saidAt = Math.max(saidAt, change.at);
      view.show({ type: 'change', at: new Date(change.at).toISOString(), message });
    },
    /** To be called often; most calls do nothing. */
    round(probe: Pick<RunningProbe, 'view'>, now: number): void {
      if (now - drawnAt < redraw) return;
      drawnAt = now;
      const at = new Date(now).toISOString();
      const message = figuresInWords(probe.view());
      view.show({ type: 'figures', at, message });
      if (now - saidAt < heartbeat) return;
      saidAt = now;
      const elapsedSeconds = Math.round((now - began) / 1_000);
      view.show({ type: 'heartbeat', at, message, elapsedSeconds, earliestSeconds: null });
    },
  };
}
