import type { Owner } from '../../model/inspection.ts';
import type { ServicePort } from '../../model/service.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { TargetType } from '../../model/target-type.ts';
import { expectedTargets } from '../expected.ts';
import { expectedOfGroup } from '../expected-of-group.ts';
import type { ExpectedSet } from '../expected-set.ts';
import { groupsOfPort, listenerOn, type PlacedGroup } from '../groups-of-port.ts';
import { firstOfEach } from '../order.ts';
import { isTargetType } from '../target-type.ts';
import { type Attributed, crossesZones } from '../zones.ts';
import { annotatedAttributes } from './annotated-attributes.ts';

/** What one target group of a port should hold. */
export interface PortTargets {
  /** The number of the Service's port, which is the listener's. */
  readonly port: number;
  /** The listener's, or the Service port's while there is no listener. */
  readonly protocol: string;
  readonly type: TargetType;
  /**
   * The group that is there already and stays; null: it is still to be made, and the one that serves the port now goes.
   */
  readonly group: PlacedGroup | null;
  /** The targets that the controller should register, or for want of what nobody can say; with problems and those skipped. */
  readonly set: ExpectedSet;
  /** Whether cross-zone load balancing is on for the group; null: there is no load balancer, or attributes could not be read. */
  readonly crossesZones: boolean | null;
}

/**
 * What the target groups of a Service will hold when its target type is `to`: one entry for each port number, in the order of
 * the Service's ports. A port that is served by a group of that type already keeps it, with its binding. For every other
 * port the controller makes a new group: its family and its nodes come from the Service, its attributes from annotations
 * alone, so that what was set by hand on the group of before does not count.
 *
 * Nothing is promised of health: the set is what RegisterTargets will be asked for. Groups of other Services, to which a
 * weighted listener forwards as well, are not in it.
 */
export function expectedAfter(snapshot: Snapshot, to: TargetType): PortTargets[] {
  return onePerNumber(snapshot.service.ports).map((servicePort) => {
    const { port } = servicePort;
    const group = groupsOfPort(snapshot, port).find((placed) => staysFor(placed, to)) ?? null;
    const attributed: Attributed = group?.group ?? { attributes: annotatedAttributes(snapshot.service, port) };
    return {
      port,
      protocol: listenerOn(snapshot, port)?.protocol ?? servicePort.protocol,
      type: to,
      group,
      set: expectedTargets(snapshot, servicePort, to, group?.binding ?? null, attributed),
      crossesZones: snapshot.loadBalancer === null ? null : crossesZones(snapshot.loadBalancer, attributed),
    };
  });
}

/** What the groups that get traffic now should hold: of each port of the Service those of one of the two target types. */
export function expectedNow(snapshot: Snapshot): PortTargets[] {
  return onePerNumber(snapshot.service.ports).flatMap(({ port, protocol }) =>
    groupsOfPort(snapshot, port).flatMap((placed) => {
      const { group, weight } = placed;
      if (weight === null || weight === 0 || !isTargetType(group.targetType)) return [];
      return {
        port,
        protocol: listenerOn(snapshot, port)?.protocol ?? protocol,
        type: group.targetType,
        group: placed,
        set: expectedOfGroup(snapshot, placed, port),
        crossesZones: snapshot.loadBalancer === null ? null : crossesZones(snapshot.loadBalancer, group),
      };
    }),
  );
}

/** Whether a controller looks after the Service whose choice of targets is known. */
export function choosesAsKnown({ kind }: Owner): boolean {
  return kind === 'controller' || kind === 'auto-mode';
}

/** A group of the wanted type, unless it goes away with its binding. */
function staysFor({ group, binding }: PlacedGroup, to: TargetType): boolean {
  return group.targetType === to && binding !== null && binding.deletionTimestamp === null;
}

/** Of two ports with one number the controller takes the first (pkg/service/model_build_listener.go). */
function onePerNumber(ports: readonly ServicePort[]): ServicePort[] {
  return firstOfEach(ports, ({ port }) => port);
}
