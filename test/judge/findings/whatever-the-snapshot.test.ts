import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadBalancerCodes } from '../../../src/judge/findings/load-balancer/codes.ts';
import { targetsCodes } from '../../../src/judge/findings/targets/codes.ts';
import type { Finding } from '../../../src/model/finding.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { TargetType } from '../../../src/model/target-type.ts';
import { anySnapshot, shuffled } from '../arbitrary-snapshot.ts';
import { found, quietSurroundings } from './subject.ts';

const codes = { ...loadBalancerCodes, ...targetsCodes };
const asked = fc.constantFrom<TargetType | null>(null, 'ip', 'instance');

/** The findings about the NLB and its targets. */
function findings(snapshot: Snapshot, to: TargetType | null): Finding[] {
  const limits = { 'targets-per-availability-zone-per-network-load-balancer': 2, 'targets-per-target-group': 2 };
  const surroundings = quietSurroundings({ limits });
  return found({ ...snapshot, surroundings }, to).filter(({ code }) => Object.hasOwn(codes, code));
}

describe('findings about the NLB and its targets, whatever the Snapshot', () => {
  const seen = new Set<string>();

  test('are whole sentences, with every figure filled in', () => {
    fc.assert(
      fc.property(anySnapshot, asked, (snapshot, to) => {
        for (const { code, message, remedy } of findings(snapshot, to)) {
          seen.add(code);
          expect(message).toMatch(/[.]$/);
          expect(`${message} ${remedy}`).not.toMatch(/undefined|\[object|NaN|<service>|<namespace>/);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('do not hang on the order of lists', () => {
    fc.assert(
      fc.property(anySnapshot, asked, fc.integer(), (snapshot, to, seed) => {
        const texts = (of: Snapshot) =>
          findings(of, to)
            .map((finding) => JSON.stringify(finding))
            .sort();
        expect(texts(shuffled(snapshot, seed))).toEqual(texts(snapshot));
      }),
      { numRuns: 400 },
    );
  });

  test('come up in most of their kinds', () => {
    expect(seen.size).toBeGreaterThan(8);
  });
});
