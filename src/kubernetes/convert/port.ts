import { textOf } from '../raw.ts';

/** A port that the API gives as a number or as a name (IntOrString). */
export function portOf(value: unknown, otherwise: number): number | string {
  return typeof value === 'number' ? value : (textOf(value) ?? otherwise);
}
