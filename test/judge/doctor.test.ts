import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/judge/doctor/diagnosis.ts';
import type { AccessFacts, Asked } from '../../src/model/access.ts';
import { awsPermissions, clusterPermissions, iamAction, qualified } from '../../src/model/permissions.ts';

const answered = <Value>(value: Value): Asked<Value> => ({ outcome: 'answered', value });
const failed = (code: 'KubernetesUnreachable' | 'KubernetesForbidden' | 'AwsCredentialsInvalid'): Asked<never> => ({
  outcome: 'failed',
  code,
  message: 'no',
  hint: 'do',
});
const controller = {
  namespace: 'kube-system',
  name: 'lbc',
  version: 'v3.5.0',
  replicas: 2,
  readyReplicas: 2,
  arguments: [],
};

/** Everything works. */
const well: AccessFacts = {
  at: '2026-11-25T12:00:00.000Z',
  namespace: 'ui',
  kubeconfig: answered({
    files: ['/k'],
    context: 'c',
    cluster: 'k',
    user: 'u',
    server: 'https://api',
    namespace: 'default',
    plugin: 'aws',
  }),
  signIn: answered({ milliseconds: 900 }),
  version: answered('v1.33.0'),
  apiGroups: answered(['elbv2.k8s.aws', 'eks.amazonaws.com', 'gateway.networking.k8s.io']),
  reviews: clusterPermissions.map((permission) => ({ permission, allowed: answered(true) })),
  controllers: answered([controller]),
  region: answered({ region: 'us-west-2', from: 'AWS_REGION' }),
  aws: answered({ profile: 'default', credentialsFrom: null, endpoint: 'https://elb', isCustom: false }),
  credentials: answered(null),
  identity: answered({ account: '1', arn: 'arn:aws:iam::1:user/u' }),
  actions: awsPermissions.map((permission) => ({ permission, allowed: answered(true) })),
  ahead: { apiServer: 0, elbv2: 0 },
};

/** What is neither well nor left to others, as `status name`. */
const complaints = (change: Partial<AccessFacts>) =>
  diagnose({ ...well, ...change })
    .checks.filter(({ status, group }) => status !== 'ok' && group !== 'elsewhere')
    .map(({ status, name }) => `${status} ${name}`);
const canRead = (change: Partial<AccessFacts>) => diagnose({ ...well, ...change }).canRead;

test('where everything works nothing is said, but for what is not asked at all', () => {
  expect(complaints({})).toEqual([]);
  expect(canRead({})).toBe(true);
  const elsewhere = diagnose(well).checks.filter(({ status }) => status === 'not-checked');
  expect(elsewhere.map(({ name }) => name)).toEqual(['writing in AWS', 'writing of a bridge', 'EC2', 'CloudWatch']);
  for (const { command } of elsewhere) expect(command).toMatch(/^aws /);
});

describe('a permission that is missing', () => {
  test.each(clusterPermissions)('in the cluster: $verb $resource $group $scope', (missing) => {
    const reviews = well.reviews.map((review) =>
      review.permission === missing ? { ...review, allowed: answered(false) } : review,
    );
    const [check, ...others] = diagnose({ ...well, reviews }).checks.filter(
      ({ status, group }) => status !== 'ok' && group !== 'elsewhere',
    );
    expect(others).toEqual([]);
    expect(check).toMatchObject({
      status: missing.need === 'reading' ? 'failed' : 'warning',
      need: missing.need,
      name: expect.stringContaining(`${missing.verb} ${qualified(missing)}`),
      detail: expect.stringContaining(missing.without),
      command: expect.stringContaining(`kubectl auth can-i ${missing.verb} ${qualified(missing)}`),
    });
    expect(canRead({ reviews })).toBe(missing.need !== 'reading');
  });

  test.each(awsPermissions)('in AWS: $action', (missing) => {
    const actions = well.actions.map((tried) =>
      tried.permission === missing ? { ...tried, allowed: answered(false) } : tried,
    );
    const status = missing.need === 'reading' ? 'failed' : 'warning';
    expect(complaints({ actions })).toEqual([`${status} ${iamAction(missing.action)}`]);
    expect(canRead({ actions })).toBe(missing.need !== 'reading');
  });

  test('on kinds that the cluster does not have keeps nobody from reading', () => {
    const reviews = well.reviews.map((review) => ({
      ...review,
      allowed: answered(!/gateway|eks/.test(review.permission.group)),
    }));
    const without = { reviews, apiGroups: answered(['elbv2.k8s.aws']) };
    expect(complaints(without)).toEqual(['warning list targetgroupbindings.eks.amazonaws.com']);
    expect(canRead(without)).toBe(true);
    expect(canRead({ reviews })).toBe(false);
    expect(canRead({ reviews, apiGroups: failed('KubernetesForbidden') }), 'not known to be absent').toBe(false);
  });
});

test.each<{ name: string; change: Partial<AccessFacts>; says: string[]; reads: boolean }>([
  {
    name: 'a review that was not answered is not a permission',
    change: {
      reviews: well.reviews.slice(0, 1).map((each) => ({ ...each, allowed: failed('KubernetesUnreachable') })),
    },
    says: ['failed get services'],
    reads: false,
  },
  {
    name: 'a question that could not be asked leaves reading unknown',
    change: {
      reviews: well.reviews.slice(0, 1).map((each) => ({ ...each, allowed: { outcome: 'not-asked', because: 'x' } })),
    },
    says: ['not-checked get services'],
    reads: false,
  },
  {
    name: 'a server that does not tell its version is there all the same',
    change: { version: failed('KubernetesForbidden') },
    says: ['warning API server'],
    reads: true,
  },
  {
    name: 'a slow plugin is worth a warning',
    change: { signIn: answered({ milliseconds: 5_001 }) },
    says: ['warning credential plugin'],
    reads: true,
  },
  {
    name: 'STS alone is not needed for reading',
    change: { identity: failed('AwsCredentialsInvalid') },
    says: ['warning AWS identity'],
    reads: true,
  },
  {
    name: 'no region, no reading',
    change: { region: failed('AwsCredentialsInvalid') },
    says: ['failed AWS region'],
    reads: false,
  },
  { name: 'no controller', change: { controllers: answered([]) }, says: ['warning controller'], reads: true },
  {
    name: 'a controller that is not ready',
    change: { controllers: answered([{ ...controller, readyReplicas: 0 }]) },
    says: ['warning controller'],
    reads: true,
  },
  {
    name: 'EKS Auto Mode has no Deployment',
    change: { controllers: answered([]), apiGroups: answered(['eks.amazonaws.com']) },
    says: [],
    reads: true,
  },
  { name: 'half a minute apart', change: { ahead: { apiServer: 30, elbv2: -30 } }, says: [], reads: true },
  {
    name: 'more than that',
    change: { ahead: { apiServer: 31, elbv2: -31 } },
    says: ['warning clock, by API server', 'warning clock, by ELBv2'],
    reads: true,
  },
])('$name', ({ change, says, reads }) => {
  expect(complaints(change)).toEqual(says);
  expect(canRead(change)).toBe(reads);
});

test('which clock is behind is said the right way round', () => {
  const details = diagnose({ ...well, ahead: { apiServer: 400, elbv2: -60 } }).checks.flatMap(({ group, detail }) =>
    group === 'clock' ? [detail] : [],
  );
  expect(details).toEqual([
    'this machine’s clock is 400 s behind that of the API server: signatures and tokens are not accepted',
    'this machine’s clock is 60 s ahead of that of ELBv2: tokens end early, and times in events are misread',
  ]);
});
