import { describe, expect, test } from 'vitest';
import { effectiveTargetType, isTargetType } from '../../src/judge/target-type.ts';
import { annotation } from '../../src/model/annotations.ts';
import type { Owner } from '../../src/model/inspection.ts';
import type { TargetType } from '../../src/model/target-type.ts';
import { aService } from './snapshot-builder.ts';

const byClass: Owner = { kind: 'controller', by: 'class' };
const byAnnotations: Owner = { kind: 'controller', by: 'annotations' };
const autoMode: Owner = { kind: 'auto-mode' };

type Row = readonly [
  name: string,
  owner: Owner,
  annotations: { type?: string; targetType?: string },
  live: TargetType | null,
  effective: TargetType | null,
];

describe('what the controller makes of the annotations', () => {
  const rows: readonly Row[] = [
    ['ip', byAnnotations, { type: 'external', targetType: 'ip' }, 'instance', 'ip'],
    ['instance', byAnnotations, { type: 'external', targetType: 'instance' }, 'ip', 'instance'],
    ['class-less, another value: nobody’s', byAnnotations, { type: 'external', targetType: 'IP' }, 'ip', null],
    ['nlb-ip without a target type', byAnnotations, { type: 'nlb-ip' }, 'instance', 'ip'],
    ['nlb-ip forces ip over instance', byAnnotations, { type: 'nlb-ip', targetType: 'instance' }, 'instance', 'ip'],
    ['nlb-ip forces ip with a class too', byClass, { type: 'nlb-ip', targetType: 'instance' }, null, 'ip'],
    ['with a class: ip', byClass, { targetType: 'ip' }, null, 'ip'],
    ['with a class: a typo means instance', byClass, { targetType: 'IP' }, 'ip', 'instance'],
    ['with a class: empty means instance', byClass, { targetType: '' }, 'ip', 'instance'],
    ['with a class: absent, the flag decides, and the live groups show it', byClass, {}, 'ip', 'ip'],
    ['with a class: absent and nothing live yet', byClass, {}, null, 'instance'],
    ['Auto Mode: ip', autoMode, { targetType: 'ip' }, null, 'ip'],
    ['Auto Mode: absent, as live', autoMode, {}, 'ip', 'ip'],
    ['Auto Mode: absent, nothing live', autoMode, {}, null, null],
    ['the in-tree controller ignores it', { kind: 'in-tree' }, { targetType: 'ip' }, 'instance', null],
    ['another class', { kind: 'other-class', loadBalancerClass: 'x' }, { targetType: 'ip' }, null, null],
    ['nobody', { kind: 'nobody', reason: '' }, { type: 'external', targetType: 'IP' }, 'ip', null],
  ];
  test.each(rows)('%s', (_, owner, { type, targetType }, live, effective) => {
    const service = aService({
      annotations: {
        ...(type === undefined ? {} : { [annotation.type]: type }),
        ...(targetType === undefined ? {} : { [annotation.targetType]: targetType }),
      },
    });
    expect(effectiveTargetType(service, owner, live)).toBe(effective);
  });

  test('a target type is exactly one of two words', () => {
    expect(['ip', 'instance', 'IP', ' ip', '', null, undefined].map(isTargetType)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
