import {
  DescribeAccountLimitsCommand,
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Forward, Listener, LoadBalancer } from '../model/load-balancer.ts';
import type { RegisteredTarget, TargetGroup } from '../model/target-group.ts';
import { allPages, caller } from './call.ts';
import { buildClient } from './client.ts';
import { type TargetGroupWrites, targetGroupWrites } from './clone-target-group.ts';
import { forwardsOf } from './convert/forward.ts';
import { recordOf } from './convert/key-value.ts';
import { listenerOf } from './convert/listener.ts';
import { loadBalancerOf } from './convert/load-balancer.ts';
import { targetOf } from './convert/target.ts';
import { targetGroupOf } from './convert/target-group.ts';
import { isAbsence, wireName } from './failure.ts';
import type { Elbv2Settings } from './settings.ts';
import { describeAllTags } from './tags.ts';

export type { ApiCall } from '../network/api-call.ts';
export type { Elbv2Settings } from './settings.ts';

/**
 * What nlbctl asks of ELBv2 in one region; all but the writes of a weighted migration only read. Every method throws NlbctlError, and the signal's reason within
 * 100 ms of an abort. What went away between two reads is empty: a load balancer has no listeners then, a group no targets.
 */
export interface Elbv2 extends TargetGroupWrites {
  readonly region: string;
  /** The URL that requests go to: AWS's, or the one that the settings name (AWS_ENDPOINT_URL and its kin). */
  endpoint(): Promise<string>;
  /** Asks for one name; null: there is none of that name. Tags and attributes are null. */
  loadBalancersByName(name: string, signal: AbortSignal): Promise<LoadBalancer | null>;
  /** All of the region, of every type. Tags and attributes are null. */
  loadBalancers(signal: AbortSignal): Promise<LoadBalancer[]>;
  loadBalancerAttributes(arn: string, signal: AbortSignal): Promise<Record<string, string>>;
  /** With what their default actions forward to; `ruleForwards` is empty. */
  listeners(loadBalancerArn: string, signal: AbortSignal): Promise<Listener[]>;
  /** What the rules beside the default action forward to; empty where listeners have no rules. */
  ruleForwards(listenerArn: string, signal: AbortSignal): Promise<Forward[]>;
  /** All of the region. Attributes, tags and targets are null. */
  targetGroups(signal: AbortSignal): Promise<TargetGroup[]>;
  targetGroupAttributes(arn: string, signal: AbortSignal): Promise<Record<string, string>>;
  targets(targetGroupArn: string, signal: AbortSignal): Promise<RegisteredTarget[]>;
  /** Tags by ARN, of any number of resources of any kind; what does not exist is not in the map. */
  tags(arns: readonly string[], signal: AbortSignal): Promise<Map<string, Record<string, string>>>;
  /** The account's quotas, by their names. */
  limits(signal: AbortSignal): Promise<Record<string, number>>;
  close(): void;
}

/** The largest page of every Describe action that has pages (ELBv2 API reference). */
const PageSize = 400;

/** Makes a client from the AWS settings. Nothing is sent yet. Throws NlbctlError for settings that are wrong. */
export async function connectElbv2(settings: Elbv2Settings): Promise<Elbv2> {
  const client = await buildClient(settings);
  const { sdk } = client;
  const call = caller(client, settings.onCall);
  return {
    region: settings.region,
    endpoint: async () => client.endpoint,
    async loadBalancersByName(name, signal) {
      const command = new DescribeLoadBalancersCommand({ Names: [name] });
      const found = await call('DescribeLoadBalancers', (options) => sdk.send(command, options), signal, none);
      return converted(found?.LoadBalancers, loadBalancerOf)[0] ?? null;
    },
    async loadBalancers(signal) {
      const pages = await allPages((Marker) => {
        const command = new DescribeLoadBalancersCommand({ PageSize, Marker });
        return call('DescribeLoadBalancers', (options) => sdk.send(command, options), signal);
      });
      return pages.flatMap((page) => converted(page.LoadBalancers, loadBalancerOf));
    },
    async loadBalancerAttributes(arn, signal) {
      const command = new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: arn });
      return recordOf(
        (await call('DescribeLoadBalancerAttributes', (options) => sdk.send(command, options), signal, none))
          ?.Attributes,
      );
    },
    async listeners(arn, signal) {
      const pages = await allPages((Marker) => {
        const command = new DescribeListenersCommand({ LoadBalancerArn: arn, PageSize, Marker });
        return call('DescribeListeners', (options) => sdk.send(command, options), signal, none);
      });
      return pages.flatMap((page) => converted(page?.Listeners, listenerOf));
    },
    async ruleForwards(listenerArn, signal) {
      const withoutRules = (error: unknown) => (wireName(error) === 'UnsupportedProtocol' ? null : none(error));
      const pages = await allPages((Marker) => {
        const command = new DescribeRulesCommand({ ListenerArn: listenerArn, PageSize, Marker });
        return call('DescribeRules', (options) => sdk.send(command, options), signal, withoutRules);
      });
      const rules = pages.flatMap((page) => page?.Rules ?? []).filter(({ IsDefault }) => IsDefault !== true);
      return rules.flatMap(({ Actions }) => forwardsOf(Actions));
    },
    async targetGroups(signal) {
      const pages = await allPages((Marker) => {
        const command = new DescribeTargetGroupsCommand({ PageSize, Marker });
        return call('DescribeTargetGroups', (options) => sdk.send(command, options), signal);
      });
      return pages.flatMap((page) => converted(page.TargetGroups, targetGroupOf));
    },
    async targetGroupAttributes(arn, signal) {
      const command = new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn });
      return recordOf(
        (await call('DescribeTargetGroupAttributes', (options) => sdk.send(command, options), signal, none))
          ?.Attributes,
      );
    },
    async targets(arn, signal) {
      const command = new DescribeTargetHealthCommand({ TargetGroupArn: arn });
      const found = await call('DescribeTargetHealth', (options) => sdk.send(command, options), signal, none);
      return converted(found?.TargetHealthDescriptions, targetOf);
    },
    tags: (arns, signal) =>
      describeAllTags(arns, async (chunk) => {
        const command = new DescribeTagsCommand({ ResourceArns: [...chunk] });
        const found = await call('DescribeTags', (options) => sdk.send(command, options), signal, none);
        if (found === null) return null;
        const entries = (found.TagDescriptions ?? []).flatMap(({ ResourceArn, Tags }) =>
          ResourceArn === undefined ? [] : [[ResourceArn, recordOf(Tags)] as const],
        );
        return new Map(entries);
      }),
    async limits(signal) {
      const pages = await allPages((Marker) => {
        const command = new DescribeAccountLimitsCommand({ PageSize, Marker });
        return call('DescribeAccountLimits', (options) => sdk.send(command, options), signal);
      });
      const entries = pages.flatMap(({ Limits }) => Limits ?? []);
      return Object.fromEntries(entries.flatMap(({ Name, Max }) => (Name === undefined ? [] : [[Name, Number(Max)]])));
    },
    ...targetGroupWrites(client, call),
    close: () => client.close(),
  };
}

/** What does not exist (any more) is null; every other error is one. */
function none(error: unknown): null {
  if (isAbsence(error)) return null;
  throw error;
}

function converted<Raw, Value>(raw: readonly Raw[] | undefined, convert: (each: Raw) => Value | null): Value[] {
  return (raw ?? []).flatMap((each) => convert(each) ?? []);
}
