import type { ControllerEvent } from '../../model/event.ts';
import { numberOf, type Raw, recordOf, textOf } from '../raw.ts';
import { metadataOf } from './metadata.ts';

/**
 * An event of the core API. Reporters of the newer events API leave the older fields empty: then eventTime, the series and
 * the reporting controller say when, how often and who (Kubernetes API reference, Event v1 core).
 */
export function eventOf(object: Raw): ControllerEvent {
  const involved = recordOf(object['involvedObject']);
  const series = recordOf(object['series']);
  const time = textOf(object['eventTime']);
  const first = textOf(object['firstTimestamp']) ?? time ?? metadataOf(object).creationTimestamp;
  return {
    type: textOf(object['type']) ?? 'Normal',
    reason: textOf(object['reason']) ?? '',
    message: textOf(object['message']) ?? '',
    object: { kind: textOf(involved['kind']) ?? '', name: textOf(involved['name']) ?? '' },
    source: textOf(recordOf(object['source'])['component']) ?? textOf(object['reportingComponent']),
    count: numberOf(series['count']) ?? numberOf(object['count']) ?? 1,
    firstTimestamp: first,
    lastTimestamp: textOf(series['lastObservedTime']) ?? textOf(object['lastTimestamp']) ?? time ?? first,
  };
}
