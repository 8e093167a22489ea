import type { TargetDescription } from '../../../src/sandbox/elbv2/api.ts';
import { bindings, type Played } from '../world/play.ts';

const writes = [
  'createLoadBalancer',
  'deleteLoadBalancer',
  'createTargetGroup',
  'modifyTargetGroup',
  'deleteTargetGroup',
  'createListener',
  'modifyListener',
  'deleteListener',
  'registerTargets',
  'deregisterTargets',
] as const;

/**
 * Writes down from now on what is done to AWS and to the bindings, in order: `modifyListener 80 -> GROUP`,
 * `deleteListener 80`, `registerTargets GROUP 10.42.1.2:8080`, `create binding NAME`, `delete binding NAME`, `binding gone NAME`.
 */
export function keepJournal(world: Played): string[] {
  const journal: string[] = [];
  const { elbv2 } = world;
  const groupName = (arn: string) => /targetgroup\/([^/]+)\//.exec(arn)?.[1] ?? arn;
  const api = elbv2 as unknown as Record<string, (input: Record<string, unknown>) => unknown>;
  for (const name of writes) {
    const call = api[name];
    if (call === undefined) throw new Error(`ELBv2 has no ${name}`);
    api[name] = (input) => {
      const port = name === 'deleteListener' ? portOf(input['ListenerArn']) : '';
      const output = call(input);
      journal.push([name, port, describe(input)].filter(Boolean).join(' '));
      return output;
    };
  }
  const portOf = (arn: unknown): string =>
    String(elbv2.describeListeners({ ListenerArns: [String(arn)] })[0]?.Port ?? '');
  const describe = (input: Record<string, unknown>): string => {
    const { Name, TargetGroupArn, Targets, Port, DefaultActions } = input;
    const targets = (Targets as TargetDescription[] | undefined)?.map(({ Id, Port: port }) => `${Id}:${port}`) ?? [];
    const forwarded = [...JSON.stringify(DefaultActions ?? '').matchAll(/arn:[^"]*:targetgroup\/[^"]+/g)];
    return [
      ...(typeof Name === 'string' ? [Name] : []),
      ...(typeof TargetGroupArn === 'string' ? [groupName(TargetGroupArn)] : []),
      ...(typeof Port === 'number' && DefaultActions !== undefined ? [String(Port)] : []),
      ...(forwarded.length === 0 ? [] : ['->', ...forwarded.map(([arn]) => groupName(arn))]),
      ...targets,
    ].join(' ');
  };
  world.store.subscribe(({ type, resource, object, previous }) => {
    if (resource.group !== bindings.group || resource.resource !== bindings.resource) return;
    const { name, deletionTimestamp } = object.metadata;
    if (type === 'ADDED') journal.push(`create binding ${name}`);
    if (type === 'DELETED') journal.push(`binding gone ${name}`);
    if (type === 'MODIFIED' && deletionTimestamp !== undefined && previous?.metadata.deletionTimestamp === undefined) {
      journal.push(`delete binding ${name}`);
    }
  });
  return journal;
}
