import { annotation } from '../../model/annotations.ts';
import type { PlannedChange, PlannedPort, PlannedStep } from '../../model/plan.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { orderedBy } from '../order.ts';
import type { ChangingPort } from './changing-ports.ts';

/**
 * What will be done, in the controller's own order (AWS Load Balancer Controller, pkg/deploy/stack_deployer.go): target groups
 * by resource id, listeners by port, bindings; targets by the bindings' own loop; what is left over last.
 *
 * @param existing names of groups of the wanted type that are there already, by port, as after a change that was taken back
 *   before the old ones had gone: the controller uses them again.
 */
export function stepsOf(
  { service }: Snapshot,
  change: PlannedChange,
  changing: readonly ChangingPort[],
  ports: readonly PlannedPort[],
  existing: ReadonlyMap<number, string>,
): PlannedStep[] {
  if (!change.isNeeded && changing.length === 0) return [];
  const { namespace, name } = service;
  const to = change.after;
  const byResource = orderedBy(changing, ({ port }) => `${namespace}/${name}:${port.port}`);
  const byPort = [...changing].sort((a, b) => a.port.port - b.port.port);
  const isThere = (port: number) => existing.has(port);
  const made = byPort.filter(({ port }) => !isThere(port.port));
  const controller = (port: number | null, what: string): PlannedStep => ({ by: 'controller', port, what });
  const countOf = (port: number) => countWords(ports.find((each) => each.port === port)?.targets ?? null);
  return [
    ...(change.isNeeded
      ? [
          {
            by: 'nlbctl' as const,
            port: null,
            what: `sets the annotation ${annotation.targetType} of Service ${namespace}/${name} to "${to}", in one patch`,
          },
        ]
      : []),
    ...byResource
      .filter(({ port }) => !isThere(port.port))
      .map(({ port }) => controller(port.port, `creates an empty target group of type ${to} for port ${port.port}`)),
    ...byPort.map(({ port, group }) => {
      const there = existing.get(port.port);
      return controller(
        port.port,
        there === undefined
          ? `points the listener of port ${port.port} at it, away from ${group.name}: from here on no target of the port is healthy`
          : `points the listener of port ${port.port} at target group ${there}, which is still there with its targets, and away from ${group.name}`,
      );
    }),
    ...made.map(({ port }) => controller(port.port, `creates a TargetGroupBinding for port ${port.port}`)),
    ...made.map(({ port }) => controller(port.port, `registers ${countOf(port.port)} for port ${port.port}`)),
    ...(byPort.length === 0
      ? []
      : [{ by: 'elbv2' as const, port: null, what: 'takes the targets up and checks their health: then they serve' }]),
    ...byPort.map(({ port, group, judged }) =>
      controller(
        port.port,
        `deletes binding ${judged.binding?.name ?? group.name}, which deregisters ${group.targets?.length ?? 'its'} ${group.targets?.length === 1 ? 'target' : 'targets'}, without waiting for connections to drain`,
      ),
    ),
    ...byResource.map(({ port, group }) => controller(port.port, `deletes target group ${group.name}`)),
  ];
}

function countWords(targets: readonly string[] | null): string {
  if (targets === null) return 'the targets, which could not be known,';
  return targets.length === 1 ? `1 target (${targets[0]})` : `${targets.length} targets`;
}
