/** Why a sandbox cannot be had: what is wrong with the scenario or the place, in words for the one who asked. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  readonly kind: 'usage' | 'not-running' | 'failed';
  readonly hint: string | undefined;
  constructor(kind: SandboxError['kind'], message: string, hint?: string) {
    super(message);
    this.kind = kind;
    this.hint = hint;
  }
}
