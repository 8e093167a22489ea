import { NlbctlError } from '../model/errors.ts';
import type { ProbeWay } from '../model/probe.ts';

/** Reads `tcp`, `tls`, `http:/path` or `https:/path`; without a path it is `/`. `source` is where it stands. Throws Usage. */
export function parseWay(text: string, source: string): ProbeWay {
  if (text === 'tcp' || text === 'tls') return { by: text };
  const [, scheme, path = ''] = /^(https?)(?::(\/[^\s]*)?)?$/.exec(text) ?? [];
  // A URL would name a host of its own, and what is probed is the NLB.
  if (scheme === undefined || path.startsWith('//'))
    throw new NlbctlError('Usage', `${source}: ${text} is not a way to probe`, {
      hint: 'write tcp, tls, http:/path or https:/path',
    });
  return { by: 'http', path: path === '' ? '/' : path, secure: scheme === 'https' };
}
