import { enumerated } from '../enumeration.ts';
import type { Check } from '../finding.ts';
import { goingGroups } from './going-groups.ts';

/** What nlbctl does not look at: CloudWatch knows a group by the end of its ARN (NLB guide, "CloudWatch metrics"). */
export const alarmsNotChecked: Check<'NLB0706'> = (subject) => {
  const groups = goingGroups(subject).map(({ group }) => group);
  if (groups.length === 0) return [];
  const names = enumerated(groups.map(({ name }) => name));
  const { region } = subject.snapshot.origin;
  const dimensions = groups.map(({ arn }) => arn.slice(arn.lastIndexOf(':') + 1));
  const condition = dimensions.map((dimension) => `contains(to_string(@), '${dimension}')`).join(' || ');
  return [
    {
      code: 'NLB0706',
      milder: 'info',
      message: `Alarms and dashboards of CloudWatch were not checked: those that name target group ${names} get no more data once it is deleted.`,
      remedy: `aws cloudwatch describe-alarms${region === null ? '' : ` --region ${region}`} --query "MetricAlarms[?${condition}].AlarmName" --output text`,
    },
  ];
};
