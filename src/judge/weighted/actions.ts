import { annotationPrefix } from '../../model/annotations.ts';

/** How the connections of a listener are shared between the Service's own group and one other. */
export interface Action {
  readonly base: number;
  readonly bridge: number;
  readonly bridgeArn: string;
}

/**
 * The annotation by which the controller shares a listener between groups, from v2.16.0 on; an older one ignores it without
 * a word, and so does any where the protocol is not the listener's own, in capitals (AWS Load Balancer Controller,
 * pkg/service/model_build_listener.go).
 */
export function actionKey(listenerProtocol: string, port: number): string {
  return `${annotationPrefix}actions.${listenerProtocol}-${port}`;
}

/** Every annotation of the kind, whichever listener it is for. */
export const isActionKey = (key: string): boolean => key.startsWith(`${annotationPrefix}actions.`);

/** Both weights are always written: one that is left out is left to AWS (pkg/service/config_types.go). */
export function writtenAction({ base, bridge, bridgeArn }: Action): string {
  const targetGroups = [{ targetGroupARN: bridgeArn, weight: bridge }];
  return JSON.stringify({ type: 'forward', forwardConfig: { baseServiceWeight: base, targetGroups } });
}

/** Reads what `writtenAction` wrote; null: it is something else, and not nlbctl's. */
export function readAction(text: string): Action | null {
  const forward = record(record(parsed(text))?.['forwardConfig']);
  const groups = forward?.['targetGroups'];
  const only = record(Array.isArray(groups) && groups.length === 1 ? groups[0] : null);
  const base = forward?.['baseServiceWeight'];
  const bridge = only?.['weight'];
  const bridgeArn = only?.['targetGroupARN'];
  if (typeof base !== 'number' || typeof bridge !== 'number' || typeof bridgeArn !== 'string') return null;
  return { base, bridge, bridgeArn };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
}
