import { basename } from 'node:path';

/** The names of the executable: nlbctl's own, kubectl's for a plugin `aws-nlb`, and kubectl's for what completes that. */
export type CalledAs = 'nlbctl' | 'kubectl-aws_nlb' | 'kubectl_complete-aws_nlb';

/** By the file that was started: a link named like this, or, where links are scripts, the file behind it. */
export function calledAs(file: string): CalledAs {
  const name = basename(file, '.js');
  return name === 'kubectl-aws_nlb' || name === 'kubectl_complete-aws_nlb' ? name : 'nlbctl';
}

/** What a user types to get here. */
export const programName = (name: CalledAs): string => (name === 'kubectl-aws_nlb' ? 'kubectl aws-nlb' : 'nlbctl');
