import { expect, test } from 'vitest';
import { labelSelector } from '../../src/observe/label-selector.ts';

const labels = { app: 'ui', tier: 'web', 'example.com/track': '' };

test.each([
  ['', true],
  ['app=ui', true],
  ['app==ui', true],
  ['app = api', false],
  ['other=ui', false],
  ['app!=ui', false],
  ['app!=api', true],
  ['other!=x', true],
  ['app', true],
  ['other', false],
  ['!app', false],
  ['! other', true],
  ['app in (api, ui)', true],
  ['app in (api)', false],
  ['app notin (api)', true],
  ['app notin (ui,api)', false],
  ['other notin (ui)', true],
  ['example.com/track=', true],
  ['app=ui,tier in (web,db),!legacy', true],
  ['app=ui,tier=db', false],
])('%j takes the Service: %j', (text, taken) => {
  expect(labelSelector(text)(labels)).toBe(taken);
});

test.each(['=', 'app=ui,', 'app in', 'app in ui', 'a b', 'app=(x)', 'app>'])('%j is no selector', (text) => {
  expect(() => labelSelector(text)).toThrow(/is no label selector/);
});
