import type { CreateListenerInput, ForwardAction, Listener } from '../../elbv2/api.ts';
import type { ControllerContext } from '../context.ts';
import type { ListenerModel } from '../model.ts';
import { reconcileTags } from '../tags.ts';

/**
 * Makes the listeners of a load balancer what the model says, matched by port: all deletes, then all creates, then all
 * updates, each from the lowest port on. From an update on, the traffic of its port goes to the group that the model names.
 * Source: AWS Load Balancer Controller, pkg/deploy/elbv2/listener_synthesizer.go and listener_manager.go.
 */
export async function deployListeners(
  context: ControllerContext,
  loadBalancerArn: string,
  models: readonly ListenerModel[],
  arns: ReadonlyMap<string, string>,
): Promise<void> {
  const { aws, elbv2 } = context;
  const present = await aws(() => elbv2.describeListeners({ LoadBalancerArn: loadBalancerArn }));
  present.sort((a, b) => a.Port - b.Port);
  const pairs = models.map((model) => ({ model, listener: present.find(({ Port }) => Port === model.port) }));
  for (const { Port, ListenerArn } of present) {
    if (!models.some(({ port }) => port === Port)) await aws(() => elbv2.deleteListener({ ListenerArn }));
  }
  for (const { model, listener } of pairs) {
    if (listener !== undefined) continue;
    const input = { LoadBalancerArn: loadBalancerArn, ...specOf(context, model, arns), Tags: [...model.tags] };
    const created = await context.step('create-listener', () => aws(() => elbv2.createListener(input)));
    await reconcileAttributes(context, created.ListenerArn, model);
  }
  for (const { model, listener } of pairs) {
    if (listener !== undefined) await updateListener(context, model, listener, arns);
  }
  for (const { ListenerArn } of await aws(() => elbv2.describeListeners({ LoadBalancerArn: loadBalancerArn }))) {
    await aws(() => elbv2.describeRules({ ListenerArn }));
  }
}

async function updateListener(
  context: ControllerContext,
  model: ListenerModel,
  listener: Listener,
  arns: ReadonlyMap<string, string>,
): Promise<void> {
  const { aws, elbv2 } = context;
  const { ListenerArn } = listener;
  if (context.settings.featureGates.ListenerRulesTagging) {
    const [described] = await aws(() => elbv2.describeTags({ ResourceArns: [ListenerArn] }));
    await reconcileTags(context, ListenerArn, described?.Tags ?? [], model.tags);
  }
  const spec = specOf(context, model, arns);
  if (isDrifted(listener, spec)) {
    await context.step('switch-listener', () => aws(() => elbv2.modifyListener({ ListenerArn, ...spec })));
  }
  await reconcileAttributes(context, ListenerArn, model);
}

type ListenerSpec = Omit<CreateListenerInput, 'LoadBalancerArn' | 'Tags'>;

function specOf(
  { settings }: ControllerContext,
  model: ListenerModel,
  arns: ReadonlyMap<string, string>,
): ListenerSpec {
  const weighted = settings.featureGates.WeightedTargetGroups;
  const groups = model.forwards.map((forward) => {
    const arn = forward.kind === 'foreign' ? forward.arn : (arns.get(forward.resource) ?? '');
    return { TargetGroupArn: arn, ...(forward.weight === undefined ? {} : { Weight: forward.weight }) };
  });
  const [first] = groups;
  if (!weighted && groups.length > 1) throw new Error('weighted target groups feature is disabled');
  const action: ForwardAction = weighted
    ? {
        Type: 'forward',
        ForwardConfig: {
          TargetGroups: groups,
          ...(model.stickiness ? { TargetGroupStickinessConfig: { Enabled: true } } : {}),
        },
      }
    : { Type: 'forward', TargetGroupArn: first?.TargetGroupArn ?? '' };
  return {
    Port: model.port,
    Protocol: model.protocol,
    DefaultActions: [action],
    ...(model.sslPolicy === undefined ? {} : { SslPolicy: model.sslPolicy }),
    ...(model.certificates.length === 0
      ? {}
      : { Certificates: model.certificates.slice(0, 1).map((CertificateArn) => ({ CertificateArn })) }),
    ...(model.alpnPolicy === undefined ? {} : { AlpnPolicy: [model.alpnPolicy] }),
  };
}

/** The weight of a single group makes no difference, nor does the order of several. */
function isDrifted(listener: Listener, spec: ListenerSpec): boolean {
  const groups = ([action]: ForwardAction[]): string => {
    const listed = action?.ForwardConfig?.TargetGroups ?? [{ TargetGroupArn: action?.TargetGroupArn ?? '' }];
    if (listed.length === 1) return listed[0]?.TargetGroupArn ?? '';
    return JSON.stringify(listed.map(({ TargetGroupArn, Weight }) => `${TargetGroupArn}=${Weight ?? 1}`).sort());
  };
  return (
    listener.Protocol !== spec.Protocol ||
    listener.SslPolicy !== spec.SslPolicy ||
    JSON.stringify(listener.Certificates ?? []) !== JSON.stringify(spec.Certificates ?? []) ||
    JSON.stringify(listener.AlpnPolicy ?? []) !== JSON.stringify(spec.AlpnPolicy ?? []) ||
    groups(listener.DefaultActions) !== groups(spec.DefaultActions)
  );
}

async function reconcileAttributes(
  { aws, elbv2 }: ControllerContext,
  arn: string,
  { attributes }: ListenerModel,
): Promise<void> {
  if (attributes.length === 0) return;
  const present = await aws(() => elbv2.describeListenerAttributes({ ListenerArn: arn }));
  const Attributes = attributes.filter(
    ({ Key, Value }) => present.find((attribute) => attribute.Key === Key)?.Value !== Value,
  );
  if (Attributes.length > 0) await aws(() => elbv2.modifyListenerAttributes({ ListenerArn: arn, Attributes }));
}
