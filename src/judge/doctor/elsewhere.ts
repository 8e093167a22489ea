import type { DoctorCheck } from '../../model/doctor.ts';
import { iamAction, weightedActions } from '../../model/permissions.ts';
import { checked } from './check.ts';

/** What nlbctl does not ask, and the command that shows it. */
export function elsewhereChecks(): DoctorCheck[] {
  const subject = (name: string) => ({ group: 'elsewhere', name, need: null }) as const;
  return [
    checked(subject('writing in AWS'), 'not-checked', {
      detail:
        'in place nlbctl writes nothing in AWS: the controller does, with its own role. CreateTargetGroup, ModifyListener, RegisterTargets, DeregisterTargets and DeleteTargetGroup cannot be tested without writing',
      command:
        'aws iam simulate-principal-policy --policy-source-arn CONTROLLER_ROLE_ARN --action-names elasticloadbalancing:CreateTargetGroup elasticloadbalancing:ModifyListener elasticloadbalancing:RegisterTargets elasticloadbalancing:DeregisterTargets elasticloadbalancing:DeleteTargetGroup',
    }),
    checked(subject('writing of a bridge'), 'not-checked', {
      detail: `with --strategy weighted nlbctl itself writes in AWS: ${weightedActions.join(', ')}, which cannot be tested without writing`,
      command: `aws iam simulate-principal-policy --policy-source-arn YOUR_ROLE_ARN --action-names ${weightedActions.map(iamAction).join(' ')}`,
    }),
    checked(subject('EC2'), 'not-checked', {
      detail: 'nlbctl does not ask EC2 what security groups let through, nor what subnets and instances are',
      command: 'aws ec2 describe-security-groups --group-ids SECURITY_GROUP_ID',
    }),
    checked(subject('CloudWatch'), 'not-checked', {
      detail:
        'nlbctl does not ask CloudWatch for alarms on target groups, which are lost with a group that is replaced',
      command:
        'aws cloudwatch describe-alarms --query "MetricAlarms[?Namespace==\'AWS/NetworkELB\'].[AlarmName,Dimensions]"',
    }),
  ];
}
