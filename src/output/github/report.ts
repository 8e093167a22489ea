import type { Annotation } from './annotation.ts';
import { diagnosisReport } from './diagnosis.ts';
import { failureReport } from './failure.ts';
import { differencesReport, inspectionReport } from './inspection.ts';
import { listReport } from './list.ts';
import { outcomeReport } from './outcome.ts';
import { planReport } from './plan.ts';
import type { Told } from './told.ts';

/** What GitHub Actions is given of something that a command told. */
export interface Report {
  readonly annotations: readonly Annotation[];
  /** Blocks of Markdown for the step's summary. */
  readonly blocks: readonly string[];
  /** Outputs of the step; values are one line. */
  readonly outputs?: Readonly<Record<string, string>>;
}

const reports = {
  inspection: inspectionReport,
  differences: differencesReport,
  list: listReport,
  plan: planReport,
  outcome: outcomeReport,
  diagnosis: diagnosisReport,
  failure: failureReport,
} as const satisfies { readonly [Kind in Told['kind']]: (told: Extract<Told, { kind: Kind }>) => Report };

/** Makes the report of something that was told. */
export function reportOf(told: Told): Report {
  return (reports[told.kind] as (told: Told) => Report)(told);
}
