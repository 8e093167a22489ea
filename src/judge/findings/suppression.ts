import type { Finding, Severity } from '../../model/finding.ts';
import { severities } from '../../model/finding.ts';
import type { ServiceRef } from '../../model/service.ts';

/** Somebody's word that a finding is known and borne. */
export interface Suppression {
  readonly code: string;
  /** `*` as a name: every Service of the namespace; null: every Service. */
  readonly service: ServiceRef | null;
  readonly reason: string;
}

/** Marks the findings of a Service that are suppressed. A block never is: it would not be true. */
export function suppressed(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  service: ServiceRef,
): Finding[] {
  return findings.map((finding) => {
    const by = suppressions.find(({ code, service: of }) => code === finding.code && concerns(of, service));
    return by === undefined || finding.severity === 'block' ? finding : { ...finding, suppressedBy: by.reason };
  });
}

function concerns(of: ServiceRef | null, { namespace, name }: ServiceRef): boolean {
  return of === null || (of.namespace === namespace && (of.name === '*' || of.name === name));
}

/** The findings of a severity, or of a graver one, that nobody has suppressed. */
export function atLeast(findings: readonly Finding[], severity: Severity): Finding[] {
  const limit = severities.indexOf(severity);
  return findings.filter((each) => each.suppressedBy === null && severities.indexOf(each.severity) <= limit);
}
