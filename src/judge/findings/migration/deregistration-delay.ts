import type { Service } from '../../../model/service.ts';
import { annotatedAttributes } from '../../plan/annotated-attributes.ts';
import { defaultAttribute } from '../../plan/default-attributes.ts';
import { portWords } from '../enumeration.ts';
import type { Check } from '../finding.ts';
import { goingGroups } from './going-groups.ts';

const key = 'deregistration_delay.timeout_seconds';

/** The delay of each group that goes: one finding for ports with the same. */
export const delayNotHonoured: Check<'NLB0705'> = (subject) => {
  // Over a bridge connections are given their time before the controller takes the old group away.
  if (subject.weighted !== undefined) return [];
  const byWords = new Map<string, { readonly ports: number[]; readonly chosen: boolean }>();
  for (const { port, group } of goingGroups(subject)) {
    const seconds = group.attributes?.[key];
    if (seconds === undefined || Number(seconds) === 0) continue;
    const origin = originOf(subject.snapshot.service, port.port, seconds, defaultAttribute(group, key));
    const words = `${seconds} s, ${origin}`;
    const same = byWords.get(words) ?? { ports: [], chosen: origin !== 'the default' };
    same.ports.push(port.port);
    byWords.set(words, same);
  }
  return [...byWords].map(([words, { ports, chosen }]) => ({
    code: 'NLB0705',
    ...(chosen ? {} : { milder: 'info' as const }),
    message: `The deregistration delay of ${portWords(ports)} (${words}) is not honoured: the controller deletes the old target group in the same reconcile, and what becomes of connections that are open then is not documented.`,
    remedy: 'choose a time with few long-lived connections',
  }));
};

function originOf(service: Service, port: number, seconds: string, preset: string | null): string {
  if (seconds === annotatedAttributes(service, port)[key]) return 'by annotation';
  return seconds === preset ? 'the default' : 'set by hand';
}
