/** What a code means, for people. Commands hold <placeholders> for what only the reader knows. */
export interface Explanation {
  readonly title: string;
  /** `transient`: wait; `action`: somebody must do something; `final`: nothing more will come of it; `settled`: it is as it should be. */
  readonly kind: 'transient' | 'action' | 'final' | 'settled';
  readonly meaning: string;
  readonly causeInstance: readonly string[];
  readonly causeIp: readonly string[];
  readonly remedy: readonly string[];
  readonly source: string;
}
