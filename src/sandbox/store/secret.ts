import type { PrepareHook } from './resource-definition.ts';

/** A Secret has a type, and `stringData` is a way to write `data` without base64: it is never stored. */
export const encodeSecret: PrepareHook = (secret) => {
  secret['type'] ||= 'Opaque';
  const { stringData } = secret;
  if (stringData === undefined) return;
  for (const [key, value] of Object.entries(stringData as Record<string, string>))
    secret['data'] = { ...secret['data'], [key]: Buffer.from(value).toString('base64') };
  delete secret['stringData'];
};
