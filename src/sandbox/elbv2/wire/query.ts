import { validationError } from '../elbv2-error.ts';

/** A request's members: texts, numbers, flags, structures and lists, as the API's own names have them. */
export interface Members {
  [member: string]: unknown;
}

const integers = new Set([
  'DurationSeconds',
  'HealthCheckIntervalSeconds',
  'HealthCheckTimeoutSeconds',
  'HealthyThresholdCount',
  'Order',
  'PageSize',
  'Port',
  'UnhealthyThresholdCount',
  'Weight',
]);

const flags = new Set(['Enabled', 'HealthCheckEnabled']);

/** Lists that a client may send empty: `SecurityGroups=`. */
const lists = new Set([
  'Attributes',
  'AlpnPolicy',
  'Certificates',
  'DefaultActions',
  'Include',
  'ListenerArns',
  'LoadBalancerArns',
  'Names',
  'ResourceArns',
  'RuleArns',
  'SecurityGroups',
  'SubnetMappings',
  'Subnets',
  'TagKeys',
  'Tags',
  'TargetGroupArns',
  'TargetGroups',
  'Targets',
]);

function scalar(name: string, text: string): unknown {
  if (text === '' && lists.has(name)) return [];
  if (integers.has(name)) {
    if (!/^-?\d{1,10}$/.test(text)) throw validationError(`Value '${text}' at '${name}' is not an integer`);
    return Number(text);
  }
  if (!flags.has(name)) return text;
  if (text !== 'true' && text !== 'false') throw validationError(`Value '${text}' at '${name}' is not a boolean`);
  return text === 'true';
}

type Node = Map<string, Node | string>;

/**
 * The members of a Query request: `Targets.member.2.Id=…` is the second of a list of structures. `Action` and `Version` are left out.
 * Numbers and flags are told by the member's name; what is neither where it must be is a ValidationError.
 */
export function parseQuery(parameters: Iterable<[string, string]>): Members {
  const root: Node = new Map();
  for (const [key, text] of parameters) {
    if (key === 'Action' || key === 'Version') continue;
    const path = key.split('.');
    const last = path.pop() ?? '';
    let node = root;
    for (const step of path) {
      const next = node.get(step);
      const inner: Node = next instanceof Map ? next : new Map();
      node.set(step, inner);
      node = inner;
    }
    node.set(last, text);
  }
  return structure(root);
}

const structure = (node: Node): Members =>
  Object.fromEntries([...node].map(([name, value]) => [name, member(name, value)]));

function member(name: string, value: Node | string): unknown {
  if (typeof value === 'string') return scalar(name, value);
  const items = value.get('member');
  if (!(items instanceof Map)) return structure(value);
  return [...items]
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, item]) => (typeof item === 'string' ? item : structure(item)));
}
