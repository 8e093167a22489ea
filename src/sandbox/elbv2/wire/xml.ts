import { XMLBuilder } from 'fast-xml-parser';

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@_', suppressEmptyNode: true });

const elbv2Namespace = 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/';
export const stsNamespace = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** Lists become `member` elements; what is undefined is left out. */
function elements(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? '' : { member: value.map(elements) };
  if (typeof value !== 'object' || value === null) return String(value);
  const present = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(present.map(([name, item]) => [name, elements(item)]));
}

/** The answer to an action, in the envelope of the Query protocol. */
export const answerXml = (action: string, result: object, requestId: string, namespace = elbv2Namespace): string =>
  builder.build({
    [`${action}Response`]: {
      '@_xmlns': namespace,
      [`${action}Result`]: Object.keys(result).length === 0 ? '' : elements(result),
      ResponseMetadata: { RequestId: requestId },
    },
  });

/** A refusal. `Sender` is to blame for anything below 500. */
export const errorXml = (
  error: { code: string; message: string; status: number },
  requestId: string,
  namespace = elbv2Namespace,
): string =>
  builder.build({
    ErrorResponse: {
      '@_xmlns': namespace,
      Error: { Type: error.status < 500 ? 'Sender' : 'Receiver', Code: error.code, Message: error.message },
      RequestId: requestId,
    },
  });
