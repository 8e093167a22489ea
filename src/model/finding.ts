/** How much a finding weighs. A block keeps a migration from being made, and can be neither accepted nor suppressed. */
export const severities = ['block', 'warning', 'info'] as const;

export type Severity = (typeof severities)[number];

/** Something about a Service that a person should know, judged from one Snapshot. */
export interface Finding {
  /** `NLB` and four digits; never used for another meaning. */
  readonly code: string;
  readonly severity: Severity;
  /** What it is about: `Service ui/ui-nlb`, `target i-0a1b…:31234`, `pod ui-tl9cbvpjdz-hlg5k`. */
  readonly object: string;
  /** What is so, and what follows from it, for this object: one or two sentences. */
  readonly message: string;
  /** What to do, with the commands or the manifest filled in; null where there is nothing to do. */
  readonly remedy: string | null;
  /** The reason that its suppression carries; null: it is not suppressed. */
  readonly suppressedBy: string | null;
}
