import type { ReportedEvent } from './input.ts';

/** A report that holds more of them is not read to its end. */
const most = 200;

/** Keeps the first events that it is given, for a report. */
export function firstEvents() {
  const events: ReportedEvent[] = [];
  return {
    events: events as readonly ReportedEvent[],
    add(event: ReportedEvent): void {
      if (events.length < most) events.push(event);
    },
  };
}
