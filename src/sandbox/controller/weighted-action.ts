import type { KubeObject } from '../store/object.ts';
import { annotationPrefix } from './annotations.ts';
import { BuildError } from './build-error.ts';

/** The annotation `actions.<PROTOCOL>-<port>`: the Service's own group shares a listener with others. */
export interface WeightedAction {
  readonly baseWeight: number;
  readonly others: readonly WeightedBackend[];
  readonly stickiness: boolean;
}

export type WeightedBackend =
  | { readonly kind: 'group'; readonly arn: string; readonly weight: number }
  | { readonly kind: 'service'; readonly name: string; readonly port: number | string; readonly weight: number };

/**
 * Reads the action for a listener, or undefined where there is none. Anything wrong fails the whole build.
 * Source: AWS Load Balancer Controller, pkg/service/config_types.go and enhanced_backend_builder.go (from v2.16.0 on).
 */
export function weightedActionOf(
  service: KubeObject,
  listenerProtocol: string,
  port: number,
): WeightedAction | undefined {
  const key = `${annotationPrefix}actions.${listenerProtocol}-${port}`;
  const raw = service.metadata.annotations?.[key];
  if (raw === undefined) return undefined;
  const action = parse(key, raw);
  if (action['type'] !== 'forward') throw new BuildError(`unsupported action type: ${String(action['type'] ?? '')}`);
  const config = action['forwardConfig'] as Record<string, unknown> | undefined;
  if (config === undefined) throw new BuildError('missing ForwardConfig');
  const groups = Array.isArray(config['targetGroups']) ? (config['targetGroups'] as Record<string, unknown>[]) : [];
  return {
    baseWeight: weightOf(config['baseServiceWeight'], groups.length > 1) ?? 1,
    others: groups.map((group) => backendOf(group, groups.length > 1)),
    stickiness: (config['targetGroupStickinessConfig'] as { enabled?: boolean } | undefined)?.enabled === true,
  };
}

function parse(key: string, raw: string): Record<string, unknown> {
  const failure = () => new BuildError(`failed to parse json annotation, ${key}: ${raw}`);
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    throw failure();
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw failure();
  return value as Record<string, unknown>;
}

function weightOf(weight: unknown, isRequired: boolean): number | undefined {
  if (weight === undefined || weight === null) {
    if (isRequired) throw new BuildError('weight must be set when there are multiple target groups');
    return undefined;
  }
  if (typeof weight !== 'number' || !Number.isInteger(weight) || weight < 0 || weight > 999) {
    throw new BuildError(`weight must be within [0, 999]: ${String(weight)}`);
  }
  return weight;
}

function backendOf(group: Record<string, unknown>, isRequired: boolean): WeightedBackend {
  const { targetGroupARN: arn, serviceName: name, servicePort: port } = group;
  if ((arn === undefined) === (name === undefined)) {
    throw new BuildError('precisely one of targetGroupARN and serviceName can be specified');
  }
  const weight = weightOf(group['weight'], isRequired) ?? 1;
  if (typeof arn === 'string') return { kind: 'group', arn, weight };
  if (port === undefined) throw new BuildError('missing servicePort');
  return { kind: 'service', name: String(name), port: typeof port === 'number' ? port : numeric(String(port)), weight };
}

const numeric = (port: string): number | string => (/^\d+$/.test(port) ? Number(port) : port);
