import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { SandboxError } from '../sandbox-error.ts';
import { builtin, scenarioNames } from './builtin.ts';
import { checkScenario } from './check.ts';
import type { Scenario } from './scenario.ts';

/** Reads a scenario by its name, or from a YAML file. Throws SandboxError (usage) with every place that is wrong. */
export function loadScenario(nameOrFile: string): Scenario {
  const known = Object.hasOwn(builtin, nameOrFile) ? builtin[nameOrFile] : undefined;
  if (known !== undefined) return parseScenario(known, nameOrFile);
  if (!/[./]/.test(nameOrFile)) {
    throw new SandboxError(
      'usage',
      `there is no scenario "${nameOrFile}"`,
      `there are: ${scenarioNames.join(', ')}; a file is named with its path, ./${nameOrFile}.yaml`,
    );
  }
  try {
    return parseScenario(readFileSync(nameOrFile, 'utf8'), nameOrFile);
  } catch (error) {
    if (error instanceof SandboxError) throw error;
    throw new SandboxError('usage', `the scenario ${nameOrFile} cannot be read: ${(error as Error).message}`);
  }
}

/** `origin` is what the scenario is called in messages. */
export function parseScenario(text: string, origin: string): Scenario {
  const document = parseDocument(text);
  const [flaw] = document.errors;
  if (flaw !== undefined) throw new SandboxError('usage', `the scenario ${origin} is not YAML: ${flaw.message}`);
  const scenario: unknown = document.toJS() ?? {};
  const checked = checkScenario(scenario);
  if ('value' in checked) return checked.value;
  throw new SandboxError('usage', [`the scenario ${origin} is not valid:`, ...checked.flaws].join('\n'));
}
