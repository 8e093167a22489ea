import { NlbctlError } from '../../model/errors.ts';

/** A template that is not one, with the place where it stops to be understood. `at` counts from 0. */
export function malformed(template: string, at: number, why: string): NlbctlError {
  const rest = template.slice(at);
  const here = rest === '' ? 'at its end' : `at character ${at + 1} (${JSON.stringify(rest.slice(0, 20))})`;
  return new NlbctlError('Usage', `the template of -o jsonpath is malformed ${here}: ${why}`, {
    hint: `templates are kubectl's: {.kind}, {.ports[*].port}, {range .items[*]}{.name}{"\\n"}{end}`,
  });
}
