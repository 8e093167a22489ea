import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge } from '../../../src/judge/inspection.ts';
import { choosesAsKnown } from '../../../src/judge/plan/expected-after.ts';
import { getsTraffic } from '../../../src/judge/standing.ts';
import { anySnapshot } from '../arbitrary-snapshot.ts';
import { found } from './subject.ts';

// inspect shows findings alone, so that whatever keeps the controller from its targets, or is not read, must be one.
test('whatever keeps targets from being registered, and whatever is not read, is found', () => {
  let problems = 0;
  fc.assert(
    fc.property(anySnapshot, (snapshot) => {
      const inspection = judge(snapshot);
      if (!choosesAsKnown(inspection.service.owner)) return;
      const findings = found(snapshot);
      const notRead = findings.filter(({ code }) => code === 'NLB0001').map(({ object }) => object);
      expect(notRead).toEqual(snapshot.notRead.map(({ what }) => what));
      const served = inspection.ports.flatMap(({ targetGroups }) => targetGroups.filter(getsTraffic));
      if (served.every(({ expectation }) => expectation.problems.length === 0)) return;
      problems += 1;
      expect(findings.map(({ code }) => code)).toEqual(
        expect.arrayContaining([expect.stringMatching(/^NLB030[123]$/)]),
      );
    }),
    { numRuns: 500 },
  );
  expect(problems).toBeGreaterThan(10);
});
