import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createCounts } from '../../../src/sandbox/data-path/counts.ts';
import { isReset } from '../../../src/sandbox/data-path/outcome.ts';
import { dataPathSettings, dataPlaneDelayDefaults } from '../../../src/sandbox/data-path/settings.ts';
import { milliseconds } from '../../../src/sandbox/duration.ts';

const page = readFileSync(new URL('../../../docs/sandbox/data-path.md', import.meta.url), 'utf8');
const schema = JSON.parse(readFileSync(new URL('../../../schema/scenario.json', import.meta.url), 'utf8'));

/** The cells of the table rows that begin with some code. */
const rows = [...page.matchAll(/^\| `([\w-]+)`.*$/gm)].map(([line]) => line.split('|').map((cell) => cell.trim()));

test('docs/sandbox/data-path.md has the delays, with their defaults', () => {
  const delays = rows
    .filter(([, , value = '']) => /^\d+ s$/.test(value))
    .map(([, name = '', value = '']) => [name.replaceAll('`', ''), milliseconds(value.replace(' ', ''))]);
  expect(Object.fromEntries(delays)).toEqual(dataPlaneDelayDefaults);
  expect(Object.keys(schema.properties.delays.properties.dataPlane.properties)).toEqual(
    Object.keys(dataPlaneDelayDefaults),
  );
});

test('it names every reason for which a connection is lost or cut, and every count', () => {
  const counts = createCounts().of('nlb');
  for (const name of [...Object.keys(isReset), ...Object.keys(counts.cut), ...Object.keys(counts)])
    if (name !== 'dnsName') expect(page).toContain(`\`${name}\``);
});

test('it has the other side of each choice, which the schema knows too', () => {
  const { failOpen, openFlows } = schema.properties.dataPath.properties;
  expect([failOpen.enum, openFlows.enum]).toEqual([
    ['registered', 'checked'],
    ['cut', 'keep'],
  ]);
  expect(dataPathSettings({})).toMatchObject({ failOpen: failOpen.enum[0], openFlows: openFlows.enum[0] });
  expect(page).toContain('`dataPath.failOpen: checked`');
  expect(page).toContain('`dataPath.openFlows: keep`');
});
