import { createHash } from 'node:crypto';
import type { KubeObject } from '../store/object.ts';
import { type ClusterContext, nowOf } from './context.ts';
import { kinds } from './kinds.ts';

/** Writes Events about objects, as client-go's recorder does: a repeat raises the count of the Event that is there. */
export interface EventRecorder {
  event(about: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string): void;
}

export function createEventRecorder(
  context: Pick<ClusterContext, 'store' | 'clock' | 'random'>,
  component: string,
): EventRecorder {
  const { store, clock } = context;
  const written = new Map<string, { namespace: string; name: string }>();
  let sequence = 0;
  return {
    event(about, type, reason, message) {
      const at = nowOf(context);
      const involved = involvedObject(about);
      const namespace = about.metadata.namespace ?? 'default';
      const key = JSON.stringify([involved.kind, involved.uid, type, reason, message]);
      const before = written.get(key);
      if (before !== undefined && store.find(kinds.events, before.namespace, before.name) !== undefined) {
        store.modify(kinds.events, before.namespace, before.name, (event) => {
          event['count'] += 1;
          event['lastTimestamp'] = at;
          event['involvedObject'] = involved;
        });
        return;
      }
      sequence += 1;
      const name = `${about.metadata.name}.${unique(component, clock.now(), sequence)}`;
      store.create(kinds.events, {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name, namespace },
        involvedObject: involved,
        type,
        reason,
        message,
        source: { component },
        reportingComponent: component,
        reportingInstance: '',
        count: 1,
        firstTimestamp: at,
        lastTimestamp: at,
        eventTime: null,
      });
      written.set(key, { namespace, name });
    },
  };
}

const involvedObject = (object: KubeObject) => ({
  apiVersion: object.apiVersion,
  kind: object.kind,
  namespace: object.metadata.namespace,
  name: object.metadata.name,
  uid: object.metadata.uid,
  resourceVersion: object.metadata.resourceVersion,
});

/** Sixteen digits as client-go takes them from the time in nanoseconds; the component keeps two recorders apart. */
const unique = (component: string, now: number, sequence: number): string =>
  createHash('sha256').update(`${component}/${now}/${sequence}`).digest('hex').slice(0, 16);
