import { type Finding, type Severity, severities } from '../../model/finding.ts';
import { accessChecks } from './access/checks.ts';
import { accessCodes } from './access/codes.ts';
import { addressesChecks } from './addresses/checks.ts';
import { addressesCodes } from './addresses/codes.ts';
import type { Check, FindingInfo, Found, Subject } from './finding.ts';
import { healthChecksChecks } from './health-checks/checks.ts';
import { healthChecksCodes } from './health-checks/codes.ts';
import { loadBalancerChecks } from './load-balancer/checks.ts';
import { loadBalancerCodes } from './load-balancer/codes.ts';
import { migrationChecks } from './migration/checks.ts';
import { migrationCodes } from './migration/codes.ts';
import { ownershipChecks } from './ownership/checks.ts';
import { ownershipCodes } from './ownership/codes.ts';
import { readinessGatesChecks } from './readiness-gates/checks.ts';
import { readinessGatesCodes } from './readiness-gates/codes.ts';
import { targetsChecks } from './targets/checks.ts';
import { targetsCodes } from './targets/codes.ts';

/** Every code, with what it means. A code that is retired stays here, so that it is never used again. */
export const findingInfo = {
  ...accessCodes,
  ...ownershipCodes,
  ...loadBalancerCodes,
  ...targetsCodes,
  ...healthChecksCodes,
  ...addressesCodes,
  ...readinessGatesCodes,
  ...migrationCodes,
} as const satisfies Record<string, FindingInfo>;

export type FindingCode = keyof typeof findingInfo;

export const findingCodes = (Object.keys(findingInfo) as FindingCode[]).sort();

export const isFindingCode = (text: string): text is FindingCode => Object.hasOwn(findingInfo, text);

const checks: readonly Check<FindingCode>[] = [
  ...accessChecks,
  ...ownershipChecks,
  ...loadBalancerChecks,
  ...targetsChecks,
  ...healthChecksChecks,
  ...addressesChecks,
  ...readinessGatesChecks,
  ...migrationChecks,
];

/** Everything that the checks find, the gravest first; nothing is suppressed yet. */
export function findingsOf(subject: Subject): Finding[] {
  const found = checks.flatMap((check) => check(subject)).flatMap((each) => weighed(each, subject));
  return found.sort((a, b) => rank(a.severity) - rank(b.severity) || compare(a.code, b.code));
}

const rank = (severity: Severity): number => severities.indexOf(severity);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function weighed({ code, milder, object, message, remedy }: Found<FindingCode>, { snapshot, to }: Subject): Finding[] {
  const { today, migrating }: FindingInfo = findingInfo[code];
  const severity = to === null ? today : migrating;
  if (severity === null) return [];
  const { namespace, name } = snapshot.service;
  return [
    {
      code,
      severity: milder !== undefined && rank(milder) > rank(severity) ? milder : severity,
      object: object ?? `Service ${namespace}/${name}`,
      message,
      remedy: remedy ?? null,
      suppressedBy: null,
    },
  ];
}
