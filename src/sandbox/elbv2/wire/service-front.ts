import type { SandboxClock } from '../../clock.ts';
import type { Elbv2Call } from '../../faults/wire/call.ts';
import type { Elbv2Api, Network } from '../api.ts';
import { Elbv2Error } from '../elbv2-error.ts';
import type { Elbv2Reads } from '../reads.ts';
import { createElbv2 } from '../service.ts';
import { actions, resourceOf } from './actions.ts';
import { authorize, type Caller, type Credential, identify, signer } from './identity.ts';
import { parseQuery } from './query.ts';
import { createThrottle } from './throttle.ts';
import { answerXml, errorXml, stsNamespace } from './xml.ts';

/** One request as it came in: the parameters of its form, and what it was signed with. */
export interface Call {
  parameters: URLSearchParams;
  authorization: string | undefined;
  /** What it is answered with, in place of being performed. */
  refusal?: Error | undefined;
  /** What it reads, in place of what is there. */
  past?: Elbv2Reads | undefined;
}

/** What goes back: a status and a document. */
export interface Answer {
  status: number;
  body: string;
}

/** A request that was received, whatever became of it. */
export interface LoggedRequest {
  action: string;
  at: number;
  /** Absent where the request was not signed. */
  accessKeyId?: string;
}

export interface ServiceFrontOptions {
  api: Elbv2Api & { readonly region: string; readonly account: string };
  clock: SandboxClock;
  /** IAM actions that nobody may do at the moment. */
  denied?: () => Iterable<string>;
  /** The access keys that there are. Without it any key is the endpoint's own account. */
  credentials?: Readonly<Record<string, Credential>>;
  /** AWS's token buckets, on the sandbox's clock. */
  throttle?: boolean;
}

/** A region, or an account, in which there is nothing. */
const nowhere: Network = {
  locate: () => ({ zone: undefined, state: 'absent' }),
  check: () => ({ ok: false, reason: 'Target.Timeout' }),
  vpc: { id: 'vpc-00000000000000000', cidrs: [], subnets: [] },
};

/**
 * Answers requests of the Query protocol: ELBv2, and STS's GetCallerIdentity, since AWS_ENDPOINT_URL leads every service here.
 * `answer` is the one function that every request passes.
 */
export function createServiceFront(options: ServiceFrontOptions) {
  const requests: LoggedRequest[] = [];
  const throttles = new Map<string, ReturnType<typeof createThrottle>>();
  const elsewhere = new Map<string, Elbv2Api>();

  const throttleOf = (place: string) => {
    const throttle = throttles.get(place) ?? createThrottle(options.clock);
    throttles.set(place, throttle);
    return throttle;
  };

  const apiOf = ({ region, account }: Caller, place: string): Elbv2Api => {
    if (region === options.api.region && account === options.api.account) return options.api;
    const empty =
      elsewhere.get(place) ?? createElbv2({ clock: options.clock, network: nowhere, region, account, random: () => 0 });
    elsewhere.set(place, empty);
    return empty;
  };

  const perform = (name: string, version: string | null, call: Call, caller: Caller): object => {
    const { parameters, past } = call;
    if (version === '2011-06-15' && name === 'GetCallerIdentity') {
      return { Arn: caller.arn, UserId: 'AIDASANDBOXEXAMPLE', Account: caller.account };
    }
    const action = version === '2015-12-01' && Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (action === undefined) {
      throw new Elbv2Error(
        'InvalidAction',
        `Could not find operation ${name} for version ${version ?? 'NO_VERSION_SPECIFIED'}`,
      );
    }
    const place = `${caller.account}/${caller.region}`;
    const members = parseQuery(parameters);
    authorize(caller, name, options.denied?.() ?? [], resourceOf(members));
    if (options.throttle === true) throttleOf(place)(action.bucket);
    const api = apiOf(caller, place);
    return action.run(api === options.api ? { ...api, ...past } : api, members);
  };

  const answer = (call: Call, requestId: string): Answer => {
    const { parameters, authorization, refusal } = call;
    const name = parameters.get('Action') ?? '';
    const version = parameters.get('Version');
    const logged: LoggedRequest = { action: name, at: options.clock.now() };
    requests.push(logged);
    const namespace = version === '2011-06-15' ? stsNamespace : undefined;
    try {
      const signed = signer(authorization, parameters);
      logged.accessKeyId = signed.key;
      const caller = identify(signed, options.api.account, options.credentials);
      if (refusal !== undefined) throw refusal;
      return { status: 200, body: answerXml(name, perform(name, version, call, caller), requestId, namespace) };
    } catch (error) {
      const failure =
        error instanceof Elbv2Error
          ? error
          : new Elbv2Error('InternalFailure', `An internal error: ${String(error)}`, 500);
      return { status: failure.status, body: errorXml(failure, requestId, namespace) };
    }
  };

  /** Who makes a call of what, as faults look at it; undefined for one that is not signed. */
  const callOf = ({ parameters, authorization }: Call, agent: string): Elbv2Call | undefined => {
    try {
      const signed = signer(authorization, parameters);
      const { accessKeyId, arn } = identify(signed, options.api.account, options.credentials);
      const resource = resourceOf(parseQuery(parameters));
      return { side: 'elbv2', action: parameters.get('Action') ?? '', accessKeyId, arn, resource, agent };
    } catch {
      // What is wrong with it is answered when it is performed.
      return undefined;
    }
  };

  return { answer, callOf, requests: requests as readonly LoggedRequest[] };
}
