/** A refusal of ELBv2: the wire's code (without `Exception`), its message and the HTTP status that it travels with. */
export class Elbv2Error extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
  }
}

/** The error for a member that is malformed, out of range, or at odds with another one. */
export const validationError = (message: string): Elbv2Error => new Elbv2Error('ValidationError', message);

/** The service's sentence for a member that a constraint of its model refuses. */
export const constraintError = (value: unknown, member: string, constraint: string): Elbv2Error =>
  validationError(
    `1 validation error detected: Value '${value}' at '${member.charAt(0).toLowerCase()}${member.slice(1)}' failed to satisfy constraint: ${constraint}`,
  );

/** Refuses a number that is not whole or not within the range; an absent one passes. */
export function assertRange(member: string, value: number | undefined, minimum: number, maximum: number): void {
  if (value === undefined) return;
  if (!Number.isInteger(value) || value < minimum) {
    throw constraintError(value, member, `Member must have value greater than or equal to ${minimum}`);
  }
  if (value > maximum) {
    throw constraintError(value, member, `Member must have value less than or equal to ${maximum}`);
  }
}

/** Refuses a value that the member's enumeration does not hold. */
export function assertChoice(member: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return;
  throw constraintError(value, member, `Member must satisfy enum value set: [${choices.join(', ')}]`);
}
