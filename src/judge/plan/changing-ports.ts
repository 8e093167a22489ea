import type { Inspection, JudgedGroup } from '../../model/inspection.ts';
import type { ServicePort } from '../../model/service.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { TargetGroup } from '../../model/target-group.ts';
import type { TargetType } from '../../model/target-type.ts';
import { servicePortOf } from '../groups-of-port.ts';
import { getsTraffic } from '../standing.ts';
import { isTargetType } from '../target-type.ts';

/** A port that a migration leads to targets of another type, with the group that serves it now. */
export interface ChangingPort {
  readonly port: ServicePort;
  readonly from: TargetType;
  readonly to: TargetType;
  readonly group: TargetGroup;
  readonly judged: JudgedGroup;
}

/** Every port that a migration to `to` changes; none where nothing is planned, or where the controller is not the one to do it. */
export function changingPorts(
  snapshot: Snapshot,
  inspection: Inspection,
  to: TargetType | null,
): readonly ChangingPort[] {
  if (to === null || inspection.service.owner.kind !== 'controller') return [];
  return livePorts(snapshot, inspection).flatMap((live) => (live.from === to ? [] : { ...live, to }));
}

/** Every port of the Service that targets of either type serve now. */
export function livePorts(snapshot: Snapshot, inspection: Inspection): readonly Omit<ChangingPort, 'to'>[] {
  return inspection.ports.flatMap(({ port: number, targetGroups }) => {
    const port = servicePortOf(snapshot, number);
    if (port === null) return [];
    return targetGroups.filter(getsTraffic).flatMap((judged) => {
      const group = snapshot.targetGroups?.find(({ arn }) => arn === judged.arn);
      return group === undefined || !isTargetType(group.targetType)
        ? []
        : [{ port, from: group.targetType, group, judged }];
    });
  });
}
