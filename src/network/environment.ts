/** Environment variables as they were when nlbctl started. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The first of several variables that is set and not empty. */
export function firstSet(env: Environment, names: readonly string[]): { name: string; value: string } | null {
  for (const name of names) {
    const value = env[name];
    if (value !== undefined && value !== '') return { name, value };
  }
  return null;
}
