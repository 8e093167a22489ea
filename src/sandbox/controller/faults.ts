/** What goes wrong in the controller; a scenario sets it from the start, and a test changes it at any time. */
export interface ControllerFaults {
  /** The webhook for TargetGroupBindings fails when the controller creates one: the message. */
  bindingCreate?: string | undefined;
  /** The cleanup of a TargetGroupBinding fails, so that it stays terminating: the message. */
  bindingCleanup?: string | undefined;
  /** Security group rules cannot be written: the message, by target type. */
  networking?: { instance?: string; ip?: string } | undefined;
}
