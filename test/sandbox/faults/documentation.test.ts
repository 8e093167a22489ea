import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { steppedClock } from '../../../src/sandbox/clock.ts';
import { controllerSteps } from '../../../src/sandbox/controller/steps.ts';
import { readFaults } from '../../../src/sandbox/faults/control/read-faults.ts';
import { faultOfWords } from '../../../src/sandbox/faults/control/words.ts';
import { faultKinds } from '../../../src/sandbox/faults/kinds.ts';
import { wireFaults } from '../../../src/sandbox/faults/wire/kinds.ts';
import { parseScenario } from '../../../src/sandbox/scenario/load.ts';
import { createWorld } from '../../../src/sandbox/world.ts';

const page = readFileSync(new URL('../../../docs/sandbox/faults.md', import.meta.url), 'utf8');
const schema = JSON.parse(readFileSync(new URL('../../../schema/scenario.json', import.meta.url), 'utf8'));

interface Part {
  readonly if: { readonly properties: { readonly kind: { readonly const: string } } };
  readonly then: { readonly properties: Record<string, unknown> };
}

/** The rows of the table whose head begins with a word, each as its cells. */
function rowsOf(head: string): string[][] {
  const [, body = ''] = new RegExp(`^\\| ${head} \\|.*\\n\\|[-|]+\\n((?:\\|.*\\n)+)`, 'm').exec(page) ?? [];
  return body
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
}

const inCode = (text = ''): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
const general = ['kind', 'from', 'side', 'calls', 'nth', 'count', 'probability', 'for'];
const parts: Part[] = schema.$defs.fault.allOf.slice(1);

describe('docs/sandbox/faults.md', () => {
  test('has a row for each kind, with its own parameters, as the schema has them', () => {
    const rows = rowsOf('kind').map(([, kind, parameters]) => [inCode(kind)[0], inCode(parameters).sort()]);
    const described = parts.map(({ if: { properties }, then }) => [
      properties.kind.const,
      Object.keys(then.properties)
        .filter((name) => !general.includes(name))
        .sort(),
    ]);
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(described));
    expect(rows).toHaveLength(described.length);
  });

  test('has the faults of the wire in the order in which they strike', () => {
    const kinds = rowsOf('kind').map(([, kind]) => inCode(kind)[0]);
    expect(kinds.slice(0, Object.keys(wireFaults).length)).toEqual(Object.keys(wireFaults));
  });

  test('and the schema, and what nlbctl prints, know the same kinds', () => {
    const known = Object.keys(faultKinds).sort();
    expect(schema.$defs.fault.allOf[0].properties.kind.enum.toSorted()).toEqual(known);
    expect(
      rowsOf('kind')
        .map(([, kind]) => inCode(kind)[0])
        .sort(),
    ).toEqual(known);
  });

  test('faults that act at once have no other limit than their time', () => {
    const lasting = Object.entries(faultKinds).flatMap(([kind, { isLasting }]) => (isLasting ? kind : []));
    const uncounted = parts.flatMap(({ if: { properties }, then }) =>
      'count' in then.properties ? [] : properties.kind.const,
    );
    expect(uncounted.sort()).toEqual(lasting.sort());
    for (const kind of lasting) expect(page).toMatch(new RegExp(`act at once:.*\`${kind}\``));
  });

  test('has a row for each step', () => {
    expect(rowsOf('step').map(([, step]) => inCode(step)[0])).toEqual(Object.keys(controllerSteps));
    expect(schema.$defs.controllerStep.enum).toEqual(Object.keys(controllerSteps));
  });

  test('its scenario is valid, and so is every fault that it types', () => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    expect(parseScenario(yaml, 'docs/sandbox/faults.md').faults).toHaveLength(4);
    const typed = [...page.matchAll(/^nlbctl sandbox fault add (\S+) ([^#\n]*)/gm)];
    expect(typed).toHaveLength(3);
    for (const [, kind = '', words = ''] of typed) {
      const parameters = [...words.matchAll(/([^\s=]+=)(?:"([^"]*)"|(\S+))/g)];
      const fault = faultOfWords(
        kind,
        parameters.map(([, key, quoted, bare]) => `${key}${quoted ?? bare}`),
      );
      expect(readFaults(JSON.stringify(fault))).toEqual([fault]);
    }
  });

  test('the example of docs/sandbox.md has faults that can be injected', () => {
    const text = readFileSync(new URL('../../../docs/sandbox.md', import.meta.url), 'utf8');
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(text) ?? [];
    const clock = steppedClock(0);
    const scenario = parseScenario(yaml, 'docs/sandbox.md');
    const world = createWorld(scenario, clock, 1);
    for (const { from: _from, ...fault } of scenario.faults ?? []) world.faults.inject(fault);
    expect(world.faults.list().length).toBeGreaterThan(scenario.faults?.length ?? Number.NaN);
    world.stop();
  });
});
