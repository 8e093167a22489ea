import { createHash } from 'node:crypto';
import { inputWords, type PlanInputs } from '../judge/plan/inputs.ts';

/** The hashes of what a plan rests on, by part and together (SHA-256, hexadecimal, 16 digits a part). */
export interface PlanHash {
  readonly hash: string;
  readonly parts: Readonly<Record<keyof PlanInputs, string>>;
}

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

export function planHash(inputs: PlanInputs): PlanHash {
  const names = Object.keys(inputWords) as (keyof PlanInputs)[];
  const parts = Object.fromEntries(names.map((name) => [name, digest(inputs[name]).slice(0, 16)]));
  return { hash: digest(parts), parts: parts as PlanHash['parts'] };
}

/** What has moved since a plan was made, in words; empty: nothing has. */
export function movedParts(planned: PlanHash, now: PlanHash): string[] {
  const names = Object.keys(inputWords) as (keyof PlanInputs)[];
  return names.filter((name) => planned.parts[name] !== now.parts[name]).map((name) => inputWords[name]);
}
