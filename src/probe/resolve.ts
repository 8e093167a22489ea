import { ADDRCONFIG } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { Resolve } from './endpoints.ts';

/** Asks as every other program of this machine does (`/etc/hosts` too), and only for families of addresses that it has itself. */
export const resolveBySystem: Resolve = async (name) => {
  const found = await lookup(name, { all: true, hints: ADDRCONFIG });
  return found.map(({ address }) => address);
};
