import { beforeAll, describe, expect, test } from 'vitest';
import { decodeProtobuf } from '../../../src/sandbox/kubernetes/protobuf/decode.ts';
import { type Served, serve } from './serve.ts';

/** A field of bytes or text (wire type 2). */
const bytes = (number: number, value: string | Buffer): Buffer => {
  const body = Buffer.from(value);
  return Buffer.concat([Buffer.from([(number << 3) | 2, body.length]), body]);
};
const int = (number: number, value: number): Buffer => Buffer.from([number << 3, value]);
const message = (...fields: Buffer[]) => Buffer.concat(fields);
const document = (apiVersion: string, kind: string, raw: Buffer) =>
  message(Buffer.from('k8s\0'), bytes(1, message(bytes(1, apiVersion), bytes(2, kind))), bytes(2, raw), bytes(3, ''));

describe('decodeProtobuf', () => {
  test('a question about access, as `kubectl auth can-i` sends it', () => {
    const attributes = message(
      bytes(1, 'ui'),
      bytes(2, 'get'),
      bytes(3, ''),
      bytes(4, '*'),
      bytes(5, 'services'),
      bytes(6, ''),
    );
    const meta = message(bytes(1, ''), int(7, 0), bytes(8, ''));
    const raw = message(bytes(1, meta), bytes(2, bytes(1, attributes)), bytes(3, message(int(1, 0), bytes(2, ''))));
    expect(decodeProtobuf(document('authorization.k8s.io/v1', 'SelfSubjectAccessReview', raw))).toEqual({
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      metadata: {},
      spec: { resourceAttributes: { namespace: 'ui', verb: 'get', version: '*', resource: 'services' } },
    });
  });

  test('maps, lists, numbers and names of ports', () => {
    const label = bytes(11, message(bytes(1, 'app'), bytes(2, 'web')));
    const ports = [
      bytes(1, message(int(3, 80), bytes(4, message(int(1, 0), int(2, 90))), int(5, 0))),
      bytes(1, message(int(3, 81), bytes(4, message(int(1, 1), bytes(3, 'http'))))),
    ];
    const raw = message(bytes(1, message(bytes(1, 'web'), label)), bytes(2, message(...ports)));
    expect(decodeProtobuf(document('v1', 'Service', raw))).toMatchObject({
      metadata: { name: 'web', labels: { app: 'web' } },
      spec: {
        ports: [
          { port: 80, targetPort: 90 },
          { port: 81, targetPort: 'http' },
        ],
      },
    });
  });

  test('bytes become base64, zeros of pointers stay', () => {
    const data = bytes(2, message(bytes(1, 'a'), bytes(2, Buffer.from([0, 255]))));
    expect(decodeProtobuf(document('v1', 'Secret', message(bytes(1, ''), data)))).toMatchObject({
      data: { a: 'AP8=' },
    });
    const spec = message(int(1, 0), int(5, 0));
    expect(decodeProtobuf(document('apps/v1', 'Deployment', bytes(2, spec)))).toMatchObject({ spec: { replicas: 0 } });
    expect(decodeProtobuf(document('v1', 'DeleteOptions', int(1, 0)))).toMatchObject({ gracePeriodSeconds: 0 });
  });

  test.each([
    ['a kind that it has no numbers of', document('v1', 'Node', bytes(1, '')), 415],
    ['a field that it has no number of', document('v1', 'Namespace', bytes(9, 'x')), 415],
    ['no protobuf', Buffer.from('{}'), 400],
    ['a broken message', document('v1', 'Namespace', Buffer.from([0x0a, 0x7f])), 400],
  ])('refuses %s', (_, body, code) => {
    expect(() => decodeProtobuf(body)).toThrow(expect.objectContaining({ code }));
  });
});

describe('the server', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve();
  });

  test('takes protobuf and answers with JSON', async () => {
    const body = document('v1', 'Namespace', bytes(1, bytes(1, 'ui')));
    const { code } = await served.call('POST', '/api/v1/namespaces', {
      body,
      headers: {
        'content-type': 'application/vnd.kubernetes.protobuf',
        accept: 'application/vnd.kubernetes.protobuf,application/json',
      },
    });
    expect(code).toBe(201);
    expect((await served.call('GET', '/api/v1/namespaces/ui')).body.status.phase).toBe('Active');
  });
});
