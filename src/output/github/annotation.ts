import { safe } from '../terminal.ts';

/** A line that GitHub shows beside the workflow's run. */
export interface Annotation {
  readonly level: 'error' | 'warning';
  readonly title: string;
  readonly message: string;
}

/** GitHub shows ten annotations of a level for a step, and drops the others without a word. */
const most = 10;

/**
 * Workflow commands, a line each. Where there are more than GitHub shows, the last one says how many are left out: they are in the
 * step's summary. GitHub's runner takes commands from stderr as from stdout (actions/runner, ScriptHandler.cs).
 */
export function annotationCommands(annotations: readonly Annotation[]): string[] {
  return (['error', 'warning'] as const).flatMap((level) => {
    const mine = annotations.filter((annotation) => annotation.level === level);
    const shown = mine.length > most ? mine.slice(0, most - 1) : mine;
    const rest = mine.length - shown.length;
    const more = { level, title: 'nlbctl', message: `${rest} more are in the step's summary` };
    return [...shown, ...(rest === 0 ? [] : [more])].map(command);
  });
}

const command = ({ level, title, message }: Annotation): string =>
  `::${level} title=${property(title)}::${data(message)}`;

/** As @actions/core escapes them; control characters of other kinds have no business in a log either. */
const data = (text: string): string =>
  text.split('\n').map(safe).join('\n').replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
