/** What a permission is for: judging targets, findings and plans beside that, making a migration, or making one over a bridge. */
export type Need = 'reading' | 'findings' | 'migrating' | 'weighted';

/** One verb on one resource that nlbctl uses in the cluster. */
export interface ClusterPermission {
  readonly verb: 'get' | 'list' | 'patch' | 'create' | 'update' | 'delete';
  /** Empty: the core API. */
  readonly group: string;
  readonly resource: string;
  /** Where it is used: in the Service's namespace, or over the whole cluster. */
  readonly scope: 'namespace' | 'cluster';
  readonly need: Need;
  /** What becomes of it where it is missing. */
  readonly without: string;
}

/** The actions of ELBv2 that nlbctl uses. */
export type ReadingAction =
  | 'DescribeLoadBalancers'
  | 'DescribeLoadBalancerAttributes'
  | 'DescribeListeners'
  | 'DescribeRules'
  | 'DescribeTargetGroups'
  | 'DescribeTargetGroupAttributes'
  | 'DescribeTargetHealth'
  | 'DescribeTags'
  | 'DescribeAccountLimits';

/** One IAM action that nlbctl uses; its resource is always `*`. */
export interface AwsPermission {
  readonly action: ReadingAction;
  readonly need: 'reading' | 'findings';
  readonly without: string;
}

const core = { group: '', scope: 'namespace' } as const;
const bindings = { verb: 'list', resource: 'targetgroupbindings', scope: 'namespace', need: 'reading' } as const;
const routes = { verb: 'list', group: 'gateway.networking.k8s.io', scope: 'namespace', need: 'findings' } as const;
const bridge = { need: 'weighted', scope: 'namespace' } as const;
const noBridge = 'migrate --strategy weighted does not work';
const noRoutes = 'whether a route of the Gateway API leads to the Service too is not checked';

/**
 * Every permission that nlbctl uses in a cluster, of which `nlbctl help permissions`, docs/permissions.md and
 * `nlbctl doctor` are made. Access reviews are left out: every authenticated user may ask for them (`system:basic-user`).
 */
export const clusterPermissions: readonly ClusterPermission[] = [
  { ...core, verb: 'get', resource: 'services', need: 'reading', without: 'nothing can be said of a Service' },
  {
    ...core,
    verb: 'list',
    resource: 'services',
    need: 'reading',
    without: 'list does not work, and every command must be given its Service',
  },
  { ...core, verb: 'list', resource: 'pods', need: 'reading', without: 'ip targets are not judged' },
  {
    ...core,
    scope: 'cluster',
    verb: 'list',
    resource: 'nodes',
    need: 'reading',
    without: 'instance targets are not judged',
  },
  { ...core, verb: 'list', resource: 'events', need: 'reading', without: 'the controller’s warnings are not shown' },
  {
    verb: 'list',
    group: 'discovery.k8s.io',
    resource: 'endpointslices',
    scope: 'namespace',
    need: 'reading',
    without: 'ip targets are not judged, nor, with externalTrafficPolicy Local, unhealthy instance targets',
  },
  {
    ...bindings,
    group: 'elbv2.k8s.aws',
    without: 'groups left over may not be found, and wait-healthy and migrate cannot say that they are done',
  },
  {
    ...bindings,
    group: 'eks.amazonaws.com',
    without: 'the bindings of EKS Auto Mode are not known, and its Services cannot be waited for',
  },
  {
    ...core,
    scope: 'cluster',
    verb: 'get',
    resource: 'namespaces',
    need: 'findings',
    without: 'the label that has the controller inject readiness gates is not checked',
  },
  {
    verb: 'list',
    group: 'apps',
    resource: 'deployments',
    scope: 'cluster',
    need: 'findings',
    without: 'the controller’s version, settings and readiness are not checked',
  },
  {
    verb: 'list',
    group: 'apps',
    resource: 'deployments',
    scope: 'namespace',
    need: 'findings',
    without: 'whether a rollout is under way is not checked',
  },
  {
    verb: 'list',
    group: 'policy',
    resource: 'poddisruptionbudgets',
    scope: 'namespace',
    need: 'findings',
    without: 'disruption budgets are not checked',
  },
  {
    verb: 'list',
    group: 'networking.k8s.io',
    resource: 'ingresses',
    scope: 'namespace',
    need: 'findings',
    without: 'whether an Ingress leads to the Service too is not checked',
  },
  { ...routes, resource: 'tcproutes', without: noRoutes },
  { ...routes, resource: 'udproutes', without: noRoutes },
  { ...routes, resource: 'tlsroutes', without: noRoutes },
  { ...core, verb: 'patch', resource: 'services', need: 'migrating', without: 'migrate does not work' },
  ...(['get', 'create', 'delete'] as const).map((verb) => ({
    ...{ ...bridge, verb, group: 'elbv2.k8s.aws', resource: 'targetgroupbindings', without: noBridge },
  })),
  ...(['get', 'create', 'update', 'delete'] as const).map((verb) => ({
    ...{ ...bridge, verb, group: 'coordination.k8s.io', resource: 'leases', without: noBridge },
  })),
];

/** Every reading IAM action that nlbctl uses. In place it writes nothing in AWS: what is changed there is changed by the controller. */
export const awsPermissions: readonly AwsPermission[] = [
  { action: 'DescribeLoadBalancers', need: 'reading', without: 'the NLB is not known, nor its listeners' },
  {
    action: 'DescribeLoadBalancerAttributes',
    need: 'reading',
    without: 'a target in a zone that is not enabled on the NLB is not judged',
  },
  { action: 'DescribeListeners', need: 'reading', without: 'what the listeners forward to is not known' },
  {
    action: 'DescribeRules',
    need: 'reading',
    without: 'what the rules of a dual-stack NLB’s listener forward to is not known',
  },
  { action: 'DescribeTargetGroups', need: 'reading', without: 'what the listeners forward to is not known' },
  {
    action: 'DescribeTargetGroupAttributes',
    need: 'reading',
    without: 'a target in a zone that is not enabled on the NLB is not judged',
  },
  { action: 'DescribeTargetHealth', need: 'reading', without: 'targets are not known' },
  {
    action: 'DescribeTags',
    need: 'reading',
    without:
      'an NLB that is not in the Service’s status is looked for by its name, and groups left over by their bindings',
  },
  { action: 'DescribeAccountLimits', need: 'findings', without: 'quotas are not checked' },
];

/** The actions by which nlbctl itself changes something in AWS: with `--strategy weighted` alone. */
export const weightedActions = [
  'CreateTargetGroup',
  'AddTags',
  'ModifyTargetGroupAttributes',
  'DeleteTargetGroup',
] as const;

/** How IAM policies name an action of ELBv2. */
export const iamAction = (action: ReadingAction | (typeof weightedActions)[number]): string =>
  `elasticloadbalancing:${action}`;

/** A resource as `kubectl auth can-i` takes it: `nodes`, `deployments.apps`. */
export const qualified = ({ resource, group }: Pick<ClusterPermission, 'resource' | 'group'>): string =>
  group === '' ? resource : `${resource}.${group}`;
