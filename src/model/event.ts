/** A Kubernetes event about the Service or one of its bindings. */
export interface ControllerEvent {
  /** `Normal` or `Warning`. */
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly object: { readonly kind: string; readonly name: string };
  /** Who reported it. */
  readonly source: string | null;
  /** How often it was seen; repeats are folded into one event. */
  readonly count: number;
  readonly firstTimestamp: string | null;
  readonly lastTimestamp: string | null;
}
