import type { JudgedGroup } from '../../model/inspection.ts';

/** Whether the controller has registered in a group all that it should, and holds itself for done. */
export function isFilled({ binding, expectation, targetsRead, summary }: JudgedGroup): boolean {
  return (
    binding !== null &&
    !binding.terminating &&
    binding.observedGeneration === binding.generation &&
    expectation.known &&
    targetsRead &&
    summary.registered > 0 &&
    summary.missing === 0
  );
}

/** Whether a group can carry all of the traffic: it is filled, and every required target is healthy. */
export function isWhole(group: JudgedGroup): boolean {
  const { summary, expectation } = group;
  return (
    isFilled(group) &&
    expectation.problems.length === 0 &&
    summary.required > 0 &&
    summary.requiredHealthy === summary.required
  );
}

/** What a group lacks, as a clause: `1 of 3 required targets is healthy`. */
export function lackOf(group: JudgedGroup): string {
  const { binding, expectation, summary } = group;
  if (binding === null) return 'it has no TargetGroupBinding yet';
  if (binding.terminating) return `TargetGroupBinding ${binding.name} is being deleted`;
  const [problem] = expectation.problems;
  if (problem !== undefined) return problem.replace(/\.$/, '');
  if (summary.missing > 0) return `${summary.missing} of ${summary.expected} targets are not registered yet`;
  if (binding.observedGeneration !== binding.generation)
    return `the controller has not finished with TargetGroupBinding ${binding.name} yet`;
  return `${summary.requiredHealthy} of ${summary.required} required targets are healthy`;
}

/** Whether AWS leaves the health of a group's targets unchecked. */
export function isUnused({ targets }: JudgedGroup): boolean {
  const registered = targets.filter(({ registered }) => registered === true);
  return registered.length > 0 && registered.every(({ health }) => health?.state === 'unused');
}
