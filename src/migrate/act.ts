import type { Elbv2 } from '../aws/elbv2.ts';
import type { Kubernetes } from '../kubernetes/cluster.ts';
import { bridgeTag } from '../model/bridge.ts';
import type { Step, StepKind } from '../model/migration.ts';
import type { Service } from '../model/service.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { applyTargetType, type Written } from './apply.ts';
import { touchPatch } from './touch.ts';

/** What the steps of a migration are made with. */
export interface Acting {
  readonly kubernetes: () => Promise<Kubernetes>;
  readonly elbv2: (service: Service) => Promise<Elbv2>;
  readonly observe: () => Promise<Snapshot>;
  /** Is told how far a write of the target type has come. */
  readonly onWrite: (written: Written) => void;
}

type Action<Kind extends StepKind> = (
  step: Extract<Step, { kind: Kind }>,
  seen: Snapshot,
  acting: Acting,
  signal: AbortSignal,
) => Promise<void>;

const actions = {
  'set-target-type': async ({ to }, snapshot, { kubernetes, observe, onWrite }, signal) =>
    applyTargetType({ snapshot, to, kubernetes: await kubernetes(), observe, signal, onWrite }),
  'touch-service': async (_, { service, at }, { kubernetes }, signal) => {
    await (await kubernetes()).patchService(service, touchPatch(service, at), { dryRun: false }, signal);
  },
  'create-bridge-groups': async ({ groups }, { service }, { elbv2 }, signal) => {
    const client = await elbv2(service);
    const tags = (port: number) => ({
      [bridgeTag.service]: `${service.namespace}/${service.name}`,
      [bridgeTag.uid]: service.uid,
      [bridgeTag.port]: String(port),
    });
    await inOrder(groups, ({ port, name, likeArn }) =>
      client.cloneTargetGroup({ name, likeArn, tags: tags(port) }, signal),
    );
  },
  'create-bridge-bindings': async ({ bindings }, { service }, { kubernetes }, signal) => {
    const cluster = await kubernetes();
    await inOrder(bindings, ({ name, groupArn, like }) =>
      cluster.copyBinding(service, { name, targetGroupArn: groupArn, like }, signal),
    );
  },
  'set-weights': async ({ annotations }, { service }, { kubernetes }, signal) => {
    const { resourceVersion } = service;
    const patch = { metadata: { resourceVersion, annotations } };
    await (await kubernetes()).patchService(service, patch, { dryRun: false }, signal);
  },
  'delete-bridge-bindings': async ({ names }, { service: { namespace } }, { kubernetes }, signal) => {
    const cluster = await kubernetes();
    await inOrder(names, (name) => cluster.deleteBinding({ namespace, name }, signal));
  },
  'delete-bridge-groups': async ({ arns }, { service }, { elbv2 }, signal) => {
    const client = await elbv2(service);
    await inOrder(arns, (arn) => client.deleteTargetGroup(arn, signal));
  },
} as const satisfies { [Kind in StepKind]: Action<Kind> };

/** Carries out one step, on what was seen. Throws NlbctlError; Conflict where somebody else was faster. */
export async function act(step: Step, seen: Snapshot, acting: Acting, signal: AbortSignal): Promise<void> {
  const action = actions[step.kind] as Action<StepKind>;
  await action(step, seen, acting, signal);
}

/** One after another: ELBv2 limits writes, and the first that fails is the one to be told. */
async function inOrder<Item>(items: readonly Item[], each: (item: Item) => Promise<unknown>): Promise<void> {
  for (const item of items) await each(item);
}
