/** When attempts begin: at even distances, whatever becomes of them. Instants and durations in milliseconds. */
export interface Schedule {
  readonly next: number;
  readonly interval: number;
  /** Attempts that are left to begin; Infinity: until it is stopped. */
  readonly left: number;
}

interface Due {
  /** Attempts to begin now. */
  readonly begin: number;
  /** Attempts whose time went by while nlbctl did not run. */
  readonly skipped: number;
  readonly schedule: Schedule;
}

/** What is late by less than this is made up for; what is later would be a burst that says nothing of its own time. */
const catchUp = 1_000;

/**
 * `rate` attempts a second at each endpoint, which take turns: with three endpoints and a rate of 5 one begins every 67 ms. `limit` is
 * how many each of them gets in all.
 */
export function scheduleOf(began: number, rate: number, endpoints: number, limit: number): Schedule {
  return { next: began, interval: 1_000 / (rate * endpoints), left: limit * endpoints };
}

/** What is to begin at an instant. A clock that was set back moves the schedule along. */
export function due(schedule: Schedule, now: number): Due {
  const { interval, left } = schedule;
  const next = Math.min(schedule.next, now + interval);
  if (next > now || left === 0) return { begin: 0, skipped: 0, schedule: { ...schedule, next } };
  const passed = Math.min(left, Math.floor((now - next) / interval) + 1);
  const late = now - next > catchUp ? passed - 1 : 0;
  return {
    begin: passed - late,
    skipped: late,
    schedule: { interval, next: next + passed * interval, left: left - passed },
  };
}
