import type { Listed } from '../../judge/listed.ts';
import type { Diagnosis } from '../../model/doctor.ts';
import type { Finding } from '../../model/finding.ts';
import type { Inspection } from '../../model/inspection.ts';
import type { Plan } from '../../model/plan.ts';
import type { Outcome, PhaseRecord } from '../../model/progress.ts';
import type { ServiceRef } from '../../model/service.ts';

/** What a command came to, as a value: a CI's own pages are made of it when the run ends. */
export type Told =
  | { readonly kind: 'inspection'; readonly inspection: Inspection; readonly findings: readonly Finding[] }
  | { readonly kind: 'differences'; readonly differing: Inspection }
  | { readonly kind: 'list'; readonly items: readonly (Listed & { readonly findings: readonly Finding[] })[] }
  | {
      readonly kind: 'plan';
      readonly inspection: Inspection;
      readonly findings: readonly Finding[];
      readonly plan: Plan;
    }
  | {
      readonly kind: 'outcome';
      readonly command: 'wait-healthy' | 'migrate' | 'probe';
      readonly service: ServiceRef;
      readonly outcome: Outcome;
      readonly phases: readonly PhaseRecord[];
    }
  | { readonly kind: 'diagnosis'; readonly diagnosis: Diagnosis }
  /** An error that ended the command. */
  | {
      readonly kind: 'failure';
      readonly failure: { readonly code: string; readonly message: string; readonly hint: string | null };
    };
