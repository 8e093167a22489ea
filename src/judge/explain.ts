import type { Explanation } from './explanation.ts';
import { causeOfNotInUse, notInUse, targetReasonInfo } from './reasons.ts';
import { targetStateInfo, verdictInfo } from './states.ts';

/** An explanation with the code that it is of. */
export interface ExplainedCode {
  readonly code: string;
  readonly family: 'reason' | 'state' | 'verdict';
  readonly explanation: Explanation;
  /** The causes that one code may stand for, apart; none for most. */
  readonly cases: readonly Explanation[];
}

/** Everything that can be explained: reason codes first, then states, then verdicts that are not states too. */
export function explainedCodes(): ExplainedCode[] {
  const reasons = Object.entries(targetReasonInfo).map(
    ([code, explanation]): ExplainedCode => ({
      code,
      family: 'reason',
      explanation,
      cases: code === 'Target.NotInUse' ? Object.values(notInUse) : [],
    }),
  );
  const states = Object.entries(targetStateInfo).map(
    ([code, explanation]): ExplainedCode => ({
      code,
      family: 'state',
      explanation,
      cases: [],
    }),
  );
  const verdicts = Object.entries(verdictInfo)
    .filter(([code]) => !(code in targetStateInfo))
    .map(([code, explanation]): ExplainedCode => ({ code, family: 'verdict', explanation, cases: [] }));
  return [...reasons, ...states, ...verdicts];
}

/** The explanation of a code, whatever its case, also of a reason code without its prefix; null: there is none. */
export function explain(code: string): ExplainedCode | null {
  const wanted = code.trim().toLowerCase();
  const all = explainedCodes();
  return (
    all.find((entry) => entry.code.toLowerCase() === wanted) ??
    all.find((entry) => entry.code.toLowerCase().replace(/^(elb|target)\./, '') === wanted) ??
    null
  );
}

/** The explanation of what ELBv2 said of one target, with the cause that its description tells; null: it is a new one. */
export function explainReason(reason: string, description: string | null): Explanation | null {
  const found = explain(reason)?.explanation ?? null;
  const cause = reason === 'Target.NotInUse' ? causeOfNotInUse(description) : null;
  return cause === null ? found : notInUse[cause];
}
