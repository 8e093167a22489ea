/** One request to an API, retries included, as `-v` shows it. Nothing in it is secret. */
export interface ApiCall {
  readonly service: 'elbv2' | 'kubernetes';
  /** An ELBv2 action (`DescribeTargetHealth`), or a Kubernetes verb and resource (`list nodes`). */
  readonly operation: string;
  /** Milliseconds from the start of the process until the call began. */
  readonly startedAfter: number;
  readonly milliseconds: number;
  readonly requestId: string | null;
  readonly attempts: number;
  /** `ok`, or the error's code. */
  readonly outcome: string;
}
