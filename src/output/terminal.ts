import { Chalk, type ChalkInstance } from 'chalk';

/** Where something is printed, and how much that place can show. */
export interface Surface {
  readonly isTerminal: boolean;
  /** Columns; what is not a terminal is never cut. */
  readonly width: number;
  readonly paint: ChalkInstance;
}

/** `auto` colours a terminal; NO_COLOR, FORCE_COLOR and TERM=dumb have a say as no-color.org and others have it. */
export function wantsColor(
  choice: 'auto' | 'always' | 'never',
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  if (choice !== 'auto') return choice === 'always';
  if (env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'] ?? env['CLICOLOR_FORCE'];
  if (forced !== undefined && forced !== '') return forced !== '0';
  return isTerminal && env['TERM'] !== 'dumb';
}

/** The 16 colours that every terminal's theme has, or none. */
export function painter(color: boolean): ChalkInstance {
  return new Chalk({ level: color ? 1 : 0 });
}

/**
 * Text from a cluster or from AWS, made harmless for a terminal: escape sequences and other control characters are
 * spelled out, so that a name or an event cannot move the cursor or pass for output of nlbctl's.
 */
export function safe(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) => {
    if (character === '\n' || character === '\t') return ' ';
    return `\\u${character.codePointAt(0)?.toString(16).padStart(4, '0')}`;
  });
}
