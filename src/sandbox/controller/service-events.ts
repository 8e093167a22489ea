import type { KubeObject, StoreEvent } from '../store/object.ts';
import { isPendingFinalization, isSupported } from './ownership.ts';
import type { ControllerSettings } from './settings.ts';

/**
 * Whether a change of a Service makes the controller look at it: labels and status alone do not.
 * Source: AWS Load Balancer Controller, controllers/service/eventhandlers/service_events.go.
 */
export function concernsController({ type, object, previous }: StoreEvent, settings: ControllerSettings): boolean {
  if (type === 'DELETED') return false;
  if (!isSupported(object, settings) && !isPendingFinalization(object)) return false;
  if (type === 'ADDED' || previous === undefined) return true;
  return (
    JSON.stringify(object.metadata.annotations ?? {}) !== JSON.stringify(previous.metadata.annotations ?? {}) ||
    JSON.stringify(object['spec']) !== JSON.stringify(previous['spec']) ||
    isGoing(object) !== isGoing(previous)
  );
}

const isGoing = ({ metadata }: KubeObject): boolean => metadata.deletionTimestamp !== undefined;
