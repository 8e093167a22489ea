import { motoUrl, region } from './moto.ts';

const versions = { ec2: '2016-11-15', iam: '2010-05-08' };

/** One request of the Query protocol to a service that nlbctl itself has no client for; the answer's XML. */
export async function query(
  service: keyof typeof versions,
  action: string,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  const answer = await fetch(motoUrl(), {
    method: 'POST',
    // The scope names region and service; moto looks at the signature only once it is told to check access.
    headers: {
      Authorization: `AWS4-HMAC-SHA256 Credential=AKIATEST/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: new URLSearchParams({ Action: action, Version: versions[service], ...parameters }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`moto answered ${action} with HTTP ${answer.status}: ${text}`);
  return text;
}

/** The text of the first element of a name. */
export function textIn(xml: string, name: string): string {
  const text = new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1];
  if (text === undefined) throw new Error(`there is no ${name} in ${xml}`);
  return text;
}
