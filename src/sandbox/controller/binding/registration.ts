import { Elbv2Error } from '../../elbv2/elbv2-error.ts';
import type { KubeObject } from '../../store/object.ts';
import type { ControllerContext } from '../context.ts';
import { trackedTargets } from './checkpoint.ts';
import { targetKey, type WantedTarget } from './targets.ts';

/** So many targets go into one call. Source: AWS Load Balancer Controller, pkg/targetgroupbinding/targets_manager.go. */
const registrationChunk = 200;

type Target = Pick<WantedTarget, 'id' | 'port'>;

function* chunks(targets: readonly Target[]): Generator<{ Id: string; Port: number }[]> {
  for (let start = 0; start < targets.length; start += registrationChunk) {
    yield targets.slice(start, start + registrationChunk).map(({ id, port }) => ({ Id: id, Port: port }));
  }
}

/** In a group that clusters share, only targets that this one has written down are taken out: none before it has. */
export async function deregister(
  context: ControllerContext,
  binding: KubeObject,
  targets: readonly Target[],
): Promise<void> {
  const { targetGroupARN, multiClusterTargetGroup } = binding['spec'];
  const isShared = multiClusterTargetGroup === true;
  const tracked = isShared ? trackedTargets(context, binding) : undefined;
  const mine = isShared ? targets.filter((target) => tracked?.has(targetKey(target)) === true) : targets;
  for (const Targets of chunks(mine)) {
    await context.aws(() => context.elbv2.deregisterTargets({ TargetGroupArn: targetGroupARN, Targets }));
  }
}

export async function register(
  context: ControllerContext,
  binding: KubeObject,
  targets: readonly Target[],
): Promise<void> {
  const { targetGroupARN } = binding['spec'];
  for (const Targets of chunks(targets)) {
    await context.aws(() => context.elbv2.registerTargets({ TargetGroupArn: targetGroupARN, Targets }));
  }
}

/** Takes out everything that is registered, draining or not; a group that has gone already is fine. */
export async function removeTargets(context: ControllerContext, binding: KubeObject): Promise<void> {
  const arn: string = binding['spec'].targetGroupARN;
  try {
    const registered = await context.aws(() => context.elbv2.describeTargetHealth({ TargetGroupArn: arn }));
    await deregister(
      context,
      binding,
      registered.map(({ Target }) => ({ id: Target.Id, port: Target.Port ?? 0 })),
    );
  } catch (error) {
    if (!(error instanceof Elbv2Error) || error.code !== 'TargetGroupNotFound') throw error;
  }
}
