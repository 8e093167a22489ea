import { expect, test } from 'vitest';
import type { FindingCode } from '../../src/judge/findings/registry.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { TargetType } from '../../src/model/target-type.ts';
import { foundOf } from '../judge/findings/subject.ts';
import type { Stage } from '../sandboxed.ts';

/** Looks at Services of namespace `ui`, or at `namespace/name`: once at each, for a stage on which nothing moves any more. */
export function onceEach(stage: () => Stage): (name: string) => Promise<Snapshot> {
  const looks = new Map<string, Promise<Snapshot>>();
  return (name) => {
    const [first = '', second] = name.split('/');
    const [namespace, service] = second === undefined ? ['ui', first] : [first, second];
    const look = looks.get(name) ?? stage().observe(service, { namespace, withSurroundings: true });
    looks.set(name, look);
    return look;
  };
}

type Look = ReturnType<typeof onceEach>;

/** Rows of a code, a Service, the planned target type, the severity, and words of the message. */
export function areFound(look: Look, rows: readonly [FindingCode, string, TargetType | null, string, string][]): void {
  test.each(rows)('%s is found on %s, to %s: %s', async (code, name, to, severity, words) => {
    const found = foundOf(code, await look(name), to);
    expect(found).toMatchObject([{ severity, message: expect.stringContaining(words) }]);
  });
}
