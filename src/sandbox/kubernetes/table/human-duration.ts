const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

/** kubectl's ages, `12s`, `5m3s`, `3h20m`, `41d`: about three digits (apimachinery, util/duration.HumanDuration). */
export function humanDuration(milliseconds: number): string {
  if (milliseconds < -2 * second) return '<invalid>';
  if (milliseconds < 0) return '0s';
  const whole = (unit: number, within = Number.POSITIVE_INFINITY) => Math.floor((milliseconds % within) / unit);
  const pair = (big: string, rest: number, unit: string) => (rest === 0 ? big : `${big}${rest}${unit}`);
  if (milliseconds < 2 * minute) return `${whole(second)}s`;
  if (milliseconds < 10 * minute) return pair(`${whole(minute)}m`, whole(second, minute), 's');
  if (milliseconds < 3 * hour) return `${whole(minute)}m`;
  if (milliseconds < 8 * hour) return pair(`${whole(hour)}h`, whole(minute, hour), 'm');
  if (milliseconds < 2 * day) return `${whole(hour)}h`;
  if (milliseconds < 8 * day) return pair(`${whole(day)}d`, whole(hour, day), 'h');
  if (milliseconds < 2 * year) return `${whole(day)}d`;
  if (milliseconds < 8 * year) return pair(`${whole(year)}y`, whole(day, year), 'd');
  return `${whole(year)}y`;
}

/** The age of an RFC 3339 timestamp at `now`, `<unknown>` where there is none. */
export const since = (timestamp: string | undefined | null, now: number): string =>
  timestamp ? humanDuration(now - Date.parse(timestamp)) : '<unknown>';
