import type { FindingInfo } from './finding.ts';
import { type FindingCode, findingCodes, findingInfo } from './registry.ts';

/** A finding's code with what it means, whatever it is found on. */
export interface ExplainedFinding {
  readonly code: FindingCode;
  readonly family: 'finding';
  readonly finding: FindingInfo;
}

/** Every code of a finding, in order. */
export function explainedFindings(): ExplainedFinding[] {
  return findingCodes.map((code) => ({ code, family: 'finding', finding: findingInfo[code] }));
}

/** A finding's code, whatever its case; null: there is none. */
export function explainFinding(code: string): ExplainedFinding | null {
  const wanted = code.trim().toUpperCase();
  return explainedFindings().find((each) => each.code === wanted) ?? null;
}
