import type { Elbv2Api } from '../../elbv2/api.ts';
import { Elbv2Error } from '../../elbv2/elbv2-error.ts';
import type { FaultBoard } from '../../faults/board.ts';
import { ApiError } from '../../store/api-error.ts';
import type { KubeObject, ObjectStore } from '../../store/object.ts';
import { type PrepareHook, targetGroupBindings } from '../../store/resources.ts';

const denied = (webhook: string, message: string) =>
  new ApiError(403, 'Forbidden', `admission webhook "${webhook}" denied the request: ${message}`);

/** What the API server says of a webhook that it cannot call, and why. */
const callFailed = (webhook: string, why: string) =>
  new ApiError(500, 'InternalError', `Internal error occurred: failed calling webhook "${webhook}": ${why}`);

/** What the API server says of a webhook whose controller has no pods. */
export const unreachable = (webhook: string) =>
  callFailed(webhook, 'failed to call webhook: no endpoints available for service "aws-load-balancer-webhook-service"');

const timedOut =
  'failed to call webhook: Post "https://aws-load-balancer-webhook-service.kube-system.svc:443/mutate-elbv2-k8s-aws-v1beta1-targetgroupbinding?timeout=10s": context deadline exceeded';

const mutator = 'mtargetgroupbinding.elbv2.k8s.aws';
const validator = 'vtargetgroupbinding.elbv2.k8s.aws';
interface WebhookOptions {
  readonly store: ObjectStore;
  readonly elbv2: Elbv2Api;
  readonly isRunning: () => boolean;
  readonly faults: Pick<FaultBoard, 'strike'>;
}

const immutable = ['targetGroupARN', 'targetType', 'ipAddressType', 'vpcID'] as const;

/**
 * The webhooks for TargetGroupBindings: what is left out is filled in from the live group, and rules are kept.
 * While no controller runs nobody answers them, and every write fails; a fault can be that of their creation alone.
 * Source: AWS Load Balancer Controller, webhooks/elbv2.
 */
export const bindingWebhooks =
  ({ store, elbv2, isRunning, faults }: WebhookOptions): PrepareHook =>
  (binding, previous) => {
    if (!isRunning()) throw unreachable(mutator);
    const down = previous === undefined ? faults.strike('binding-webhook-down') : undefined;
    if (down !== undefined) throw callFailed(mutator, down.fault.message ?? timedOut);
    if (previous === undefined) fillIn(binding, elbv2);
    validate(binding, previous);
    if (previous === undefined) validateGroup(binding, elbv2);
    validateUniqueness(store, binding);
  };

function groupOf({ spec }: KubeObject, elbv2: Elbv2Api) {
  try {
    const [group] = elbv2.describeTargetGroups(
      spec.targetGroupARN ? { TargetGroupArns: [spec.targetGroupARN] } : { Names: [spec.targetGroupName ?? ''] },
    );
    return group;
  } catch (error) {
    if (error instanceof Elbv2Error) throw denied(mutator, `${error.code}: ${error.message}`);
    throw error;
  }
}

function fillIn(binding: KubeObject, elbv2: Elbv2Api): void {
  binding['spec'] ??= {};
  const { spec } = binding;
  if (!spec.targetGroupARN && !spec.targetGroupName) {
    throw denied(mutator, 'must provide either TargetGroupARN or TargetGroupName');
  }
  const isComplete = spec.targetGroupARN && spec.targetType && spec.ipAddressType && spec.vpcID;
  if (isComplete && spec.targetGroupProtocol) return;
  const group = groupOf(binding, elbv2);
  spec.targetGroupARN ||= group?.TargetGroupArn;
  spec.targetType ??= group?.TargetType;
  spec.ipAddressType ??= group?.IpAddressType;
  spec.vpcID ??= group?.VpcId;
  spec.targetGroupProtocol ??= group?.Protocol;
}

function validate({ spec }: KubeObject, previous: KubeObject | undefined): void {
  if (spec.serviceRef?.name === undefined || spec.serviceRef.port === undefined) {
    throw denied(validator, 'TargetGroupBinding must specify these fields: spec.serviceRef');
  }
  if (previous !== undefined) {
    const changed = immutable.filter((field) => spec[field] !== previous['spec'][field]);
    if (changed.length > 0) {
      const fields = changed.map((field) => `spec.${field}`).join(',');
      throw denied(validator, `TargetGroupBinding update may not change these immutable fields: ${fields}`);
    }
  }
  if (spec.targetType === 'ip' && spec.nodeSelector !== undefined) {
    throw denied(validator, 'TargetGroupBinding cannot set NodeSelector when TargetType is ip');
  }
  if (spec.targetType === 'instance' && /QUIC$/.test(spec.targetGroupProtocol ?? '')) {
    throw denied(validator, 'QUIC protocol is not supported for Instance target types.');
  }
  if (spec.targetType === 'instance' && spec.iamRoleArnToAssume !== undefined) {
    throw denied(validator, 'Unable to use instance target type while using assume role');
  }
}

/** The target type is never compared with AWS. */
function validateGroup(binding: KubeObject, elbv2: Elbv2Api): void {
  const { spec } = binding;
  const group = groupOf(binding, elbv2);
  if (group === undefined) return;
  if (spec.ipAddressType !== group.IpAddressType) {
    throw denied(validator, `invalid IP address type ${group.IpAddressType} for TargetGroup ${spec.targetGroupARN}`);
  }
  if (spec.vpcID !== group.VpcId) {
    throw denied(validator, `invalid VpcID ${spec.vpcID} doesnt match VpcID from TargetGroup ${spec.targetGroupARN}`);
  }
  if (spec.targetGroupProtocol !== group.Protocol) {
    throw denied(
      validator,
      `TargetGroup ${spec.targetGroupARN} protocol differs (got ${spec.targetGroupProtocol}, expected ${group.Protocol})`,
    );
  }
}

/** One binding a group, on updates too, unless all of them share it. */
function validateUniqueness(store: ObjectStore, { spec, metadata }: KubeObject): void {
  const others = store
    .list(targetGroupBindings)
    .filter((other) => other.metadata.uid !== metadata.uid && other['spec'].targetGroupARN === spec.targetGroupARN);
  if ([spec, ...others.map((other) => other['spec'])].every((one) => one.multiClusterTargetGroup === true)) return;
  if (others.length === 0) return;
  const names = others.map((other) => `${other.metadata.namespace}/${other.metadata.name}`).join(' ');
  throw denied(
    validator,
    `TargetGroup ${spec.targetGroupARN} is already bound to following TargetGroupBindings [${names}]. Please enable MultiCluster mode on all TargetGroupBindings referencing ${spec.targetGroupARN} or choose a different Target Group ARN.`,
  );
}
