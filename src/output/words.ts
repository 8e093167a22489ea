import type { Inspection, JudgedGroup, JudgedTarget, Owner, Verdict } from '../model/inspection.ts';
import type { Surface } from './terminal.ts';
import { safe } from './terminal.ts';

/** How a verdict is coloured; the word itself always stands there too. */
const verdictColor = {
  ok: 'green',
  'by-design': 'dim',
  starting: 'yellow',
  failing: 'red',
  missing: 'red',
  extra: 'yellow',
  stale: 'yellow',
  draining: 'yellow',
  unknown: 'magenta',
} as const satisfies Record<Verdict, string>;

export function paintVerdict(verdict: Verdict, text: string, { paint }: Surface): string {
  return paint[verdictColor[verdict]](text);
}

const ownerLabel = {
  controller: 'AWS Load Balancer Controller',
  'auto-mode': 'EKS Auto Mode',
  'in-tree': 'in-tree controller',
  'other-class': 'another controller',
  nobody: 'nobody',
  'not-a-load-balancer': 'none',
} as const satisfies Record<Owner['kind'], string>;

export const ownerWord = (owner: Owner): string => ownerLabel[owner.kind];

/** The target's address; an IPv6 one in brackets. */
export function address({ id, port }: Pick<JudgedTarget, 'id' | 'port'>): string {
  return safe(id.includes(':') && !id.startsWith('arn:') ? `[${id}]:${port}` : `${id}:${port}`);
}

/** AWS's state, with the reason where it gives one. */
export function stateOf({ health, registered }: JudgedTarget): string {
  if (health !== null) return safe(health.reason === null ? health.state : `${health.state} (${health.reason})`);
  return registered === null ? 'not read' : 'not registered';
}

/** `3/3 healthy`, over the targets whose health counts; an unknown part is named. */
export function countOf({ summary }: JudgedGroup): string {
  const unknown = summary.unknown > 0 ? `, ${summary.unknown} unknown` : '';
  const byDesign = summary.byDesign > 0 ? `, ${summary.byDesign} by design` : '';
  return `${summary.requiredHealthy}/${summary.required} healthy${byDesign}${unknown}`;
}

export function targetTypeOf({ service }: Inspection): string {
  return service.targetType.effective ?? safe(service.targetType.annotation ?? 'none');
}

/** A node's name without the domain that all nodes of the region have. */
export const shortNode = (name: string, region: string | null): string =>
  name.replace(region === 'us-east-1' ? /\.ec2\.internal$/ : /\.[a-z0-9-]+\.compute\.internal$/, '');

/** Seconds as people say them: `9.5s`, `50s`, `1m 50s`, `1h 5m`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${Math.round(seconds * 10) / 10}s`;
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  if (hours > 0) return minutes === 0 ? `${hours}h` : `${hours}h ${minutes}m`;
  if (minutes === 0) return `${rest}s`;
  return rest === 0 ? `${minutes}m` : `${minutes}m ${rest}s`;
}
