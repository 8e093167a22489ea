import { expect, test } from 'vitest';
import { parseService } from '../../src/cli/service-argument.ts';

test.each([
  ['ui-nlb', null, { namespace: 'default', name: 'ui-nlb' }],
  ['ui-nlb', 'ui', { namespace: 'ui', name: 'ui-nlb' }],
  ['svc/ui-nlb', 'ui', { namespace: 'ui', name: 'ui-nlb' }],
  ['service/ui-nlb', null, { namespace: 'default', name: 'ui-nlb' }],
  ['ui/ui-nlb', null, { namespace: 'ui', name: 'ui-nlb' }],
  ['ui/ui-nlb', 'ui', { namespace: 'ui', name: 'ui-nlb' }],
])('%s with -n %s', (text, flag, ref) => expect(parseService(text, flag, 'default')).toEqual(ref));

test.each([
  ['ui/ui-nlb', 'shop'],
  ['a/b/c', null],
  ['', null],
  ['UI', null],
  ['ui/', null],
  ['deploy/Ui', null],
  ['pod/ui', null],
  ['deployment/ui', 'ui'],
])('%s with -n %s is wrong usage', (text, flag) =>
  expect(() => parseService(text, flag, 'default')).toThrow(expect.objectContaining({ code: 'Usage' })),
);
