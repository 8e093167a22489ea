import { bindingLabel, tag } from '../../../model/annotations.ts';
import { type ChangingPort, changingPorts } from '../../plan/changing-ports.ts';
import type { Subject } from '../finding.ts';

/** The groups that the controller will delete, being its own: one that a weighted listener names by ARN stays. */
export function goingGroups({ snapshot, inspection, to }: Subject): ChangingPort[] {
  const { namespace, name } = snapshot.service;
  const bound = new Set(
    (snapshot.bindings ?? []).flatMap(({ labels, targetGroupArn }) =>
      labels[bindingLabel.name] === undefined || targetGroupArn === null ? [] : targetGroupArn,
    ),
  );
  return changingPorts(snapshot, inspection, to).filter(
    ({ group }) => bound.has(group.arn) || group.tags?.[tag.stack] === `${namespace}/${name}`,
  );
}
