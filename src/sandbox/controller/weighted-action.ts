import type { KubeObject } from '../store/object.ts';
import { annotationPrefix } from './annotations.ts';
import { BuildError } from './build-error.ts';

/** The annotation `actions.<PROTOCOL>-<port>`: the Service's own group shares a listener with others. */
export interface WeightedAction {
  readonly baseWeight: number | undefined;
  readonly others: readonly WeightedBackend[];
  readonly stickiness: boolean;
}

/** A weight that is left out is left to AWS. */
export type WeightedBackend =
  | { readonly kind: 'group'; readonly arn: string; readonly weight: number | undefined }
  | {
      readonly kind: 'service';
      readonly name: string;
      readonly port: number | string;
      readonly weight: number | undefined;
      /** Behind a TLS listener the group is of TCP, not of TLS. */
      readonly decrypt: boolean;
    };

/** What the annotation's JSON may hold. */
interface RawAction {
  type?: string;
  forwardConfig?: {
    baseServiceWeight?: number | null;
    targetGroups?: RawGroup[];
    targetGroupStickinessConfig?: { enabled?: boolean };
  };
}

interface RawGroup {
  targetGroupARN?: string;
  serviceName?: string;
  servicePort?: number | string;
  weight?: number | null;
  decrypt?: boolean;
}

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
  const { type = '', forwardConfig } = parse(key, raw);
  if (type !== 'forward') throw new BuildError(`unknown action type: ${type}`);
  // The real one dereferences nil here; it comes back, and does it again.
  if (forwardConfig === undefined) throw new BuildError('missing forwardConfig');
  const { baseServiceWeight, targetGroups = [], targetGroupStickinessConfig } = forwardConfig;
  const others = targetGroups.map(backendOf);
  if (others.length > 1 && others.some(({ weight }) => weight === undefined)) {
    throw new BuildError('invalid ForwardConfig: weight must be set when routing to multiple target groups');
  }
  return {
    baseWeight: baseServiceWeight ?? undefined,
    others,
    stickiness: targetGroupStickinessConfig?.enabled === true,
  };
}

function parse(key: string, raw: string): RawAction {
  try {
    const value: unknown = JSON.parse(raw);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value;
  } catch {
    // Said below.
  }
  throw new BuildError(`failed to parse json annotation, ${key}: ${raw}`);
}

function backendOf(group: RawGroup): WeightedBackend {
  const { targetGroupARN: arn, serviceName: name, servicePort: port, decrypt = false } = group;
  const weight = group.weight ?? undefined;
  const invalid = (why: string) => new BuildError(`invalid ForwardConfig: invalid TargetGroupTuple: ${why}`);
  if ((arn === undefined) === (name === undefined)) {
    throw invalid('precisely one of targetGroupARN and serviceName can be specified');
  }
  if (name !== undefined && port === undefined) throw invalid('missing servicePort');
  if (weight !== undefined && (weight < 0 || weight > 999)) {
    throw invalid('target group weight must be between 0 and 999');
  }
  if (arn !== undefined) return { kind: 'group', arn, weight };
  return { kind: 'service', name: String(name), port: numeric(String(port)), weight, decrypt };
}

const numeric = (port: string): number | string => (/^\d+$/.test(port) ? Number(port) : port);
