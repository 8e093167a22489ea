import { parseDocument } from 'yaml';
import { SandboxError } from '../../sandbox-error.ts';
import { checkFaults } from '../../scenario/check.ts';
import type { Fault } from '../fault.ts';

/**
 * Faults as they are given to a sandbox that runs: YAML or JSON, one fault, a list of them, or a document with a list
 * `faults` as a scenario has it. Throws SandboxError (usage) with every place that is wrong.
 */
export function readFaults(text: string): readonly Fault[] {
  const document = parseDocument(text);
  const [flaw] = document.errors;
  if (flaw !== undefined) throw new SandboxError('usage', `the faults are not YAML: ${flaw.message}`);
  const checked = checkFaults(listOf(document.toJS({ maxAliasCount: 100 })));
  if ('value' in checked) return checked.value;
  throw new SandboxError(
    'usage',
    ['the faults are not valid:', ...checked.flaws].join('\n'),
    'nlbctl sandbox fault kinds shows what can go wrong, nlbctl schema Scenario every parameter',
  );
}

function listOf(value: unknown): unknown {
  if (Array.isArray(value)) return value;
  if (typeof value === 'object' && value !== null && 'faults' in value && !('kind' in value)) return value.faults;
  return [value];
}
