import { verdicts } from '../judge/verdicts.ts';
import { exitCode } from '../model/exit-codes.ts';
import { permissionsText } from '../output/permissions.ts';
import { findingsTopic } from './findings-topic.ts';
import { terms } from './terms.ts';

const exitCodeMeaning = {
  ok: 'as asked',
  unexpected: 'unexpected error: please report it',
  differences: 'differences (diff, plan --detailed-exitcode)',
  notAsAsked: 'not as asked, and waiting will not help',
  timedOut: 'timed out, still possible',
  notFound: 'not found, gone, ambiguous; not managed (reading, waiting)',
  couldNotKnow: 'could not know: credentials, RBAC, IAM, network',
  blocked: 'blocked by a check, not managed (plan, migrate): nothing was changed',
  notConfirmed: 'not confirmed: nothing was changed',
  outOfDate: 'plan out of date, or the Service changed meanwhile: nothing was changed',
  rolledBack: 'failed, rolled back, old state verified',
  needsAPerson: 'failed, not rolled back: needs a person',
  usage: 'wrong usage',
  interrupted: 'SIGINT',
  terminated: 'SIGTERM',
} as const satisfies Record<keyof typeof exitCode, string>;

const environment = {
  KUBECONFIG: 'kubeconfig files, a list as kubectl reads it',
  AWS_PROFILE: 'the AWS profile, AWS_DEFAULT_PROFILE after it; --profile wins',
  AWS_ACCESS_KEY_ID: 'with AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN: credentials, where no profile is named',
  AWS_CONFIG_FILE: 'with AWS_SHARED_CREDENTIALS_FILE: where profiles stand',
  AWS_REGION: 'the region of a load balancer whose hostname does not tell it; AWS_DEFAULT_REGION after it',
  AWS_ENDPOINT_URL:
    'where AWS is asked; AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2 wins for ELBv2, AWS_ENDPOINT_URL_STS for STS (doctor)',
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true: the two before, and endpoints of profiles, do not count',
  AWS_CA_BUNDLE: 'certificates that AWS is trusted by',
  AWS_MAX_ATTEMPTS: 'how often a call of AWS that may pass is tried',
  HTTPS_PROXY: 'proxy for both sides, HTTP_PROXY for what is not TLS; NO_PROXY lists what goes directly',
  NO_COLOR: 'no colour; FORCE_COLOR or CLICOLOR_FORCE forces it, --color wins over all of them',
  TERM: 'dumb: no colour, nothing is redrawn',
  GITHUB_ACTIONS:
    'true: annotations, and a page in GITHUB_STEP_SUMMARY with outputs in GITHUB_OUTPUT; not with --ci none',
  CI: 'nobody is asked, nothing is redrawn',
  NLBCTL_PROMPT_DISABLED: 'nobody is asked',
  NLBCTL_SPINNER_DISABLED: 'nothing is redrawn: progress comes as lines',
  NLBCTL_COMPLETION_OFFLINE: 'completion reads no cluster, and keeps no names of Services',
  XDG_CACHE_HOME: 'where these names are kept, in nlbctl/completion; else ~/.cache',
  NLBCTL_CONNECT_TO: 'where probe is led to, as curl’s --connect-to has it; several by commas; --connect-to wins',
  NLBCTL_SANDBOX_DIR:
    'where nlbctl sandbox start keeps its files; else $XDG_STATE_HOME/nlbctl/sandbox, or ~/.local/state/nlbctl/sandbox',
  NLBCTL_SANDBOX_CONTROL: 'where nlbctl sandbox fault finds the sandbox; nlbctl sandbox run and env set it',
} as const;

const strategiesText = `How migrate changes the target type.

--strategy in-place (the default) writes one annotation. The controller makes an empty target group, points the listener
at it, and then registers the targets: until the first of them is healthy, commonly one to five minutes, connections
through the NLB may fail. It works with every version of the controller.

--strategy weighted goes over a bridge, a copy of the target group that serves:
  1. the bridge is made and filled, shares the listener with weight 0, and gets healthy
  2. it gets all connections, and --settle and --drain give them time
  3. the annotation is set while the controller's own group has none
  4. the new group gets its share by --weights 10,50,100, with --settle in between; the bridge stands by
  5. after a last drain the bridge is taken away
No listener is without a healthy target at any instant. It takes about an hour with the defaults, and needs a controller
from v2.16.0 on and the ClusterRole and IAM statement nlbctl-weighted (nlbctl help permissions).

plan shows both side by side, and what keeps one from being used. Either is continued by the same command after any
interruption, and taken back by --to the old type.`;

/** Pages by the name of their topic. */
export function topics(): Record<string, string> {
  return {
    'exit-codes': [
      'Exit codes are the same in every output format.',
      '',
      ...Object.entries(exitCode).map(
        ([name, code]) => `  ${String(code).padStart(3)}  ${exitCodeMeaning[name as keyof typeof exitCode]}`,
      ),
    ].join('\n'),
    environment: ['Variables that nlbctl reads:', '', ...terms(Object.entries(environment))].join('\n'),
    verdicts: [
      'What becomes of a target:',
      '',
      ...terms(Object.entries(verdicts).map(([name, { hint }]) => [name, hint])),
      '',
      'Expected: the controller should register it. Required: expected, and not unhealthy by design.',
      'The health is AWS’s own state and reason; nlbctl explain CODE says what each means.',
    ].join('\n'),
    strategies: strategiesText,
    findings: findingsTopic(),
    permissions: permissionsText(),
  };
}
