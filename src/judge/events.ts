import type { ControllerEvent } from '../model/event.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { History } from './history.ts';

/**
 * The newest Warning about the Service or one of its bindings that its object has not got over since: the controller
 * reports SuccessfullyReconciled when it has.
 *
 * @param since only events seen at this instant or later, in milliseconds since the epoch; null: all.
 */
export function newestWarning({ events }: Pick<Snapshot, 'events'>, since: number | null): ControllerEvent | null {
  const all = events ?? [];
  const warnings = all
    .filter(({ type }) => type === 'Warning')
    .filter((event) => since === null || timeOf(event) >= since)
    .filter(
      (event) => !all.some((other) => isSuccess(other) && sameObject(other, event) && timeOf(other) > timeOf(event)),
    );
  return warnings.reduce<ControllerEvent | null>(
    (newest, event) => (newest === null || isNewer(event, newest) ? event : newest),
    null,
  );
}

/** An instant that the API left out is the oldest of all. */
function timeOf({ lastTimestamp, firstTimestamp }: ControllerEvent): number {
  const time = Date.parse(lastTimestamp ?? firstTimestamp ?? '');
  return Number.isNaN(time) ? 0 : time;
}

function isNewer(event: ControllerEvent, than: ControllerEvent): boolean {
  return timeOf(event) !== timeOf(than) ? timeOf(event) > timeOf(than) : event.message < than.message;
}

function isSuccess({ type, reason }: ControllerEvent): boolean {
  return type === 'Normal' && reason === 'SuccessfullyReconciled';
}

function sameObject(a: ControllerEvent, b: ControllerEvent): boolean {
  return a.object.kind === b.object.kind && a.object.name === b.object.name;
}

/**
 * The newest Warning that is not got over, as a sentence for a wait in which nothing moves. Those of the minutes before the
 * first look count too: the wait may have been stuck before this process began.
 */
export function stuckWarning(snapshot: Snapshot, { firstAt }: History): string | null {
  const first = Date.parse(firstAt ?? '');
  const found = newestWarning(snapshot, Number.isNaN(first) ? null : first - 15 * 60_000);
  if (found === null) return null;
  return `Warning ${warningWords(found, `${found.object.kind} ${found.object.name}`)}`;
}

/** An event in words: its reason, what it is about where that is not said already, how often, when last, and its message. */
export function warningWords({ reason, message, lastTimestamp, count }: ControllerEvent, about?: string): string {
  const of = about === undefined ? '' : ` of ${about}`;
  const when = lastTimestamp === null ? '' : `, last at ${lastTimestamp}`;
  const often = count > 1 ? `, ${count} times` : '';
  return `${reason}${of}${often}${when}: ${message.replace(/\.?$/, '.')}`;
}
