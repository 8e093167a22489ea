import type { ReportInput } from './input.ts';
import { html, type Markup } from './markup.ts';
import { stateClass, statesIn } from './state-lanes.ts';

/** What the colours of the timeline mean; those that occur. */
export function legend({ states, probe }: ReportInput): Markup | null {
  const entries: (readonly [kind: string, meaning: string])[] = [
    ...statesIn(states).map((state) => [stateClass(state), `target ${state}`] as const),
    ...(probe === null ? [] : ([['taken', 'connections taken']] as const)),
    ...(probe === null || probe.record.failed === 0 ? [] : ([['failed', 'connections failed']] as const)),
  ];
  if (entries.length === 0) return null;
  return html`<ul class="legend">${entries.map(([kind, meaning]) => html`<li><i class="${kind}"></i>${meaning}</li>`)}</ul>`;
}
