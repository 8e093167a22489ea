import {
  AddTagsCommand,
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  DeleteTargetGroupCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  ModifyTargetGroupAttributesCommand,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { NlbctlError } from '../model/errors.ts';
import type { caller } from './call.ts';
import type { Client } from './client.ts';
import { recordOf } from './convert/key-value.ts';
import { isAbsence } from './failure.ts';

/** A group that is to be made, and the one that it is a copy of. */
export interface Clone {
  readonly name: string;
  readonly likeArn: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What nlbctl changes in ELBv2, for a weighted migration alone. Every method throws NlbctlError. */
export interface TargetGroupWrites {
  /**
   * Makes an empty group with the type, protocol, health check and attributes of another one; one that is there already by
   * that name is completed. Returns its ARN.
   */
  cloneTargetGroup(clone: Clone, signal: AbortSignal): Promise<string>;
  /** A group that is gone already is as good as deleted. */
  deleteTargetGroup(arn: string, signal: AbortSignal): Promise<void>;
}

export function targetGroupWrites({ sdk }: Client, call: ReturnType<typeof caller>): TargetGroupWrites {
  const attributesOf = async (arn: string, signal: AbortSignal) => {
    const command = new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn });
    const answer = await call('DescribeTargetGroupAttributes', (options) => sdk.send(command, options), signal);
    return recordOf(answer.Attributes);
  };
  return {
    async cloneTargetGroup({ name, likeArn, tags }, signal) {
      const describe = new DescribeTargetGroupsCommand({ TargetGroupArns: [likeArn] });
      const found = await call('DescribeTargetGroups', (options) => sdk.send(describe, options), signal);
      const like = found.TargetGroups?.[0];
      if (like === undefined) throw new NlbctlError('AwsFailed', `target group ${likeArn} is gone`);
      // The same request again finds the group that it made (ELBv2 API reference, CreateTargetGroup: it is idempotent).
      const create = new CreateTargetGroupCommand(copyOf(like, name));
      const created = await call('CreateTargetGroup', (options) => sdk.send(create, options), signal);
      const arn = created.TargetGroups?.[0]?.TargetGroupArn;
      if (arn === undefined) throw new NlbctlError('AwsFailed', `CreateTargetGroup of ${name} named no target group`);
      const tagged = new AddTagsCommand({
        ResourceArns: [arn],
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      });
      await call('AddTags', (options) => sdk.send(tagged, options), signal);
      const [wanted, there] = await Promise.all([attributesOf(likeArn, signal), attributesOf(arn, signal)]);
      const Attributes = Object.entries(wanted)
        .filter(([Key, Value]) => there[Key] !== Value)
        .map(([Key, Value]) => ({ Key, Value }));
      if (Attributes.length > 0) {
        const modify = new ModifyTargetGroupAttributesCommand({ TargetGroupArn: arn, Attributes });
        await call('ModifyTargetGroupAttributes', (options) => sdk.send(modify, options), signal);
      }
      return arn;
    },
    async deleteTargetGroup(arn, signal) {
      const command = new DeleteTargetGroupCommand({ TargetGroupArn: arn });
      await call(
        'DeleteTargetGroup',
        (options) => sdk.send(command, options),
        signal,
        (error) => {
          if (isAbsence(error)) return null;
          throw error;
        },
      );
    },
  };
}

/**
 * A request for a group like another one. Tags are added by a call of their own: with them the request would not be the
 * same again, once somebody has changed a tag.
 */
export function copyOf(like: TargetGroup, Name: string): CreateTargetGroupCommandInput {
  const { HealthCheckEnabled, TargetType, Protocol, Port, VpcId, IpAddressType, ProtocolVersion } = like;
  return {
    Name,
    ...{ TargetType, Protocol, Port, VpcId, IpAddressType, ProtocolVersion, HealthCheckEnabled },
    HealthCheckProtocol: like.HealthCheckProtocol,
    HealthCheckPort: like.HealthCheckPort,
    HealthCheckPath: like.HealthCheckPath,
    HealthCheckIntervalSeconds: like.HealthCheckIntervalSeconds,
    HealthCheckTimeoutSeconds: like.HealthCheckTimeoutSeconds,
    HealthyThresholdCount: like.HealthyThresholdCount,
    UnhealthyThresholdCount: like.UnhealthyThresholdCount,
    Matcher: like.Matcher,
  };
}
