import { describe, expect, test } from 'vitest';
import { jsonpathText } from '../../src/output/jsonpath/print.ts';
import { kubeconfig, malformedTemplates, templates } from './kubectl-templates.ts';

describe('a template prints what kubectl prints', () => {
  test.each(templates)('%s', (template, printed) => {
    expect(jsonpathText(template, kubeconfig)).toBe(printed);
  });
});

describe('a malformed template is wrong usage, and its place is named', () => {
  test.each(malformedTemplates)('%s', (template, place) => {
    expect(() => jsonpathText(template, kubeconfig)).toThrow(
      expect.objectContaining({ code: 'Usage', message: expect.stringContaining(place) }),
    );
  });
});

describe('beyond kubectl', () => {
  test.each([
    ['what does not exist is left out, also behind the end of a list', '{.users[5].name}|{.users[-5].name}', '|'],
    ['a name in double quotes', '{["kind"]}{.users[0]["name"]}', 'Configa'],
    ['a name with dots, as it stands', "{.extensions[0].extension['a.b']}", 'dot'],
    ['several conditions', '{.users[?(@.name=="a" && @.user.username=="1")].user.token}', 'ta'],
    ['numbers are compared', '{.extensions[?(@.extension.n>2.5)].name}', 'e'],
    ['a bracket in a quote', '{.users[?(@.name=="]})")].name}', ''],
  ])('%s', (_, template, printed) => {
    expect(jsonpathText(template, kubeconfig)).toBe(printed);
  });

  test('null is null, and what is no member is nothing', () => {
    expect(jsonpathText('{.a}|{.b}', { a: null, b: undefined })).toBe('null|');
  });

  test('control characters of a value cannot reach a terminal; lines and tabs stay', () => {
    expect(jsonpathText('{.a}', { a: 'x\u001b[2J\n\ty' })).toBe('x\\u001b[2J\n\ty');
  });

  test.each(['{.constructor}', '{.__proto__}', '{.toString}', "{['constructor']['constructor']}"])(
    'nothing is reached that is no member: %s',
    (template) => {
      expect(jsonpathText(template, { a: 1 })).toBe('');
    },
  );

  test.each(['{[?(process.exit(1))]}', '{[(process.exit(1))]}', '{[?(@.constructor.constructor("x")())]}'])(
    'nothing is evaluated: %s',
    (template) => {
      expect(() => jsonpathText(template, [1])).toThrow(expect.objectContaining({ code: 'Usage' }));
    },
  );
});
