import type { Inspection, JudgedGroup, JudgedPort } from '../model/inspection.ts';
import type { NotRead } from '../model/snapshot.ts';
import { isAbout, type Part } from './not-read.ts';
import { differs } from './verdicts.ts';

/**
 * An Inspection with only what differs: the targets that are neither ok nor so by design, and the groups and ports that
 * hold one. A port stays without any target if it has no listener, and a group if its type is not the wanted one.
 * No port: no difference. Summaries still count every target of the group.
 */
export function differences(inspection: Inspection): Inspection {
  const wanted = inspection.service.targetType.effective;
  const ports = inspection.ports
    .map((port) => ({ ...port, targetGroups: port.targetGroups.map(onlyDiffering).filter(groupDiffers) }))
    .filter((port) => port.targetGroups.length > 0 || portDiffers(port));
  return { ...inspection, ports };

  function groupDiffers({ targets, type, weight }: JudgedGroup): boolean {
    return targets.length > 0 || (weight !== null && weight > 0 && wanted !== null && type !== wanted);
  }

  function portDiffers({ listenerArn }: JudgedPort): boolean {
    return listenerArn === null && !inspection.notRead.some((entry) => frontOf.some((part) => isAbout(entry, part)));
  }
}

function onlyDiffering(group: JudgedGroup): JudgedGroup {
  return { ...group, targets: group.targets.filter(({ verdict }) => differs(verdict)) };
}

const frontOf: readonly Part[] = ['load balancers', 'listeners'];

/** What a comparison cannot do without, whatever the target type. */
const essential: readonly Part[] = [...frontOf, 'rules', 'target groups', 'target health'];

/** What could not be read and might hide a difference: an Inspection without differences proves nothing while there is any. */
export function couldNotRead(inspection: Inspection): NotRead[] {
  const missing = inspection.ports
    .flatMap(({ targetGroups }) => targetGroups)
    .flatMap(({ expectation }) => expectation.missing);
  const denied = inspection.notRead.filter((entry) => essential.some((part) => isAbout(entry, part)));
  return [...new Map([...denied, ...missing].map((entry) => [JSON.stringify(entry), entry])).values()];
}

/** How a comparison came out. `unknown`: nothing is known to differ, but not everything could be judged. */
export type ComparisonOutcome = 'same' | 'different' | 'unknown';

/** Whether what is registered is what should be, where a target that nobody can judge is neither. */
export function comparisonOf(inspection: Inspection): ComparisonOutcome {
  const { ports } = differences(inspection);
  const differ = ports.some(
    ({ targetGroups }) =>
      targetGroups.length === 0 ||
      targetGroups.some(({ targets }) => targets.length === 0 || targets.some(({ verdict }) => verdict !== 'unknown')),
  );
  if (differ) return 'different';
  return ports.length > 0 || couldNotRead(inspection).length > 0 ? 'unknown' : 'same';
}
