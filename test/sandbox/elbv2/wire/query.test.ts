import { describe, expect, test } from 'vitest';
import { page } from '../../../../src/sandbox/elbv2/wire/paging.ts';
import { parseQuery } from '../../../../src/sandbox/elbv2/wire/query.ts';
import { answerXml, errorXml } from '../../../../src/sandbox/elbv2/wire/xml.ts';
import { refusal } from '../stage.ts';

const parse = (query: string) => parseQuery(new URLSearchParams(query));

describe('parseQuery', () => {
  const rows: [string, unknown][] = [
    ['Action=DescribeTags&Version=2015-12-01', {}],
    ['Names.member.1=a&Names.member.2=b', { Names: ['a', 'b'] }],
    ['Names.member.10=c&Names.member.9=b&Names.member.1=a', { Names: ['a', 'b', 'c'] }],
    ['SecurityGroups=', { SecurityGroups: [] }],
    [
      'Port=80&HealthCheckPort=80&HealthCheckEnabled=true',
      { Port: 80, HealthCheckPort: '80', HealthCheckEnabled: true },
    ],
    ['Tags.member.1.Key=80&Tags.member.1.Value=', { Tags: [{ Key: '80', Value: '' }] }],
    ['Matcher.HttpCode=200', { Matcher: { HttpCode: '200' } }],
    [
      'DefaultActions.member.1.Type=forward&DefaultActions.member.1.ForwardConfig.TargetGroups.member.1.TargetGroupArn=x&DefaultActions.member.1.ForwardConfig.TargetGroups.member.1.Weight=5&DefaultActions.member.1.ForwardConfig.TargetGroupStickinessConfig.Enabled=false',
      {
        DefaultActions: [
          {
            Type: 'forward',
            ForwardConfig: {
              TargetGroups: [{ TargetGroupArn: 'x', Weight: 5 }],
              TargetGroupStickinessConfig: { Enabled: false },
            },
          },
        ],
      },
    ],
    ['Targets.member.1.Id=10.42.1.1&Targets.member.1.Port=8080', { Targets: [{ Id: '10.42.1.1', Port: 8080 }] }],
  ];
  test.each(rows)('%s', (query, members) => expect(parse(query)).toEqual(members));

  test.each([
    ['Port=http', "ValidationError: Value 'http' at 'Port' is not an integer"],
    ['PageSize=', "ValidationError: Value '' at 'PageSize' is not an integer"],
    ['PageSize=1.5', "ValidationError: Value '1.5' at 'PageSize' is not an integer"],
    ['HealthCheckEnabled=yes', "ValidationError: Value 'yes' at 'HealthCheckEnabled' is not a boolean"],
  ])('refuses %s', (query, message) => expect(refusal(() => parse(query))).toBe(message));

  test('leaves the prototype of objects alone', () => {
    parse('__proto__.polluted=1&constructor.prototype.polluted=1');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('page', () => {
  const items = Array.from({ length: 25 }, (_, index) => `item-${index}`);
  const pageOf = (list: string[], request: Record<string, unknown>) => page('Describe', list, (item) => item, request);

  test.each([1, 7, 24, 25, 26, 400])('of size %i shows every item once', (PageSize) => {
    const seen: string[] = [];
    let Marker: string | undefined;
    do {
      const shown = pageOf(items, { PageSize, Marker });
      expect(shown.items.length).toBeLessThanOrEqual(PageSize);
      seen.push(...shown.items);
      Marker = shown.NextMarker;
    } while (Marker !== undefined);
    expect(seen).toEqual(items);
  });

  test('goes on in the right place when items went away in between', () => {
    const { NextMarker } = pageOf(items, { PageSize: 10 });
    expect(pageOf(items.slice(3), { PageSize: 2, Marker: NextMarker }).items).toEqual(['item-10', 'item-11']);
    const withoutLast = items.filter((item) => item !== 'item-9');
    expect(pageOf(withoutLast, { PageSize: 2, Marker: NextMarker }).items).toEqual(['item-10', 'item-11']);
    expect(pageOf([], { Marker: NextMarker })).toEqual({ items: [] });
  });

  test.each([
    [{ PageSize: 0 }, 'greater than or equal to 1'],
    [{ PageSize: 401 }, 'less than or equal to 400'],
    [{ Marker: 'nonsense' }, "The marker 'nonsense' is not valid"],
    [{ Marker: Buffer.from('{}').toString('base64url') }, 'is not valid'],
    [{ Marker: Buffer.from('null').toString('base64url') }, 'is not valid'],
    [{ Marker: page('Other', items, (item) => item, { PageSize: 1 }).NextMarker }, 'is not valid'],
  ])('refuses %o', (request, message) => expect(refusal(() => pageOf(items, request))).toContain(message));
});

describe('XML', () => {
  test('an answer in its envelope, with lists as members and nothing for what is undefined', () => {
    const result = { Things: [{ Name: 'a & <b>', Port: 80, Gone: undefined }], Flag: false, Nothing: [] };
    expect(answerXml('DescribeThings', result, 'id-1')).toBe(
      '<DescribeThingsResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">' +
        '<DescribeThingsResult><Things><member><Name>a &amp; &lt;b&gt;</Name><Port>80</Port></member></Things>' +
        '<Flag>false</Flag><Nothing/></DescribeThingsResult>' +
        '<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></DescribeThingsResponse>',
    );
    expect(answerXml('DeleteThing', {}, 'id-1')).toContain('<DeleteThingResult/>');
  });

  test.each([
    [400, 'Sender'],
    [403, 'Sender'],
    [500, 'Receiver'],
  ])('a refusal with %i is to blame on the %s', (status, type) => {
    expect(errorXml({ code: 'Code', message: 'Why', status }, 'id-1')).toBe(
      `<ErrorResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><Error><Type>${type}</Type>` +
        '<Code>Code</Code><Message>Why</Message></Error><RequestId>id-1</RequestId></ErrorResponse>',
    );
  });
});
