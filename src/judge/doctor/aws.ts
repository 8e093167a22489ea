import type { AccessFacts, AwsFacts } from '../../model/access.ts';
import type { DoctorCheck } from '../../model/doctor.ts';
import { iamAction } from '../../model/permissions.ts';
import { checked, checkOf } from './check.ts';

const whoAmI = 'aws sts get-caller-identity';

/** The region, the credentials, and whose they are. */
export function awsChecks({ region, aws, credentials, identity }: AccessFacts): DoctorCheck[] {
  const subject = (name: string) => ({ group: 'aws', name, need: 'reading' }) as const;
  // Reading does not need STS: what ELBv2 answers tells by itself whether the credentials are good.
  const who = { ...subject('AWS identity'), need: null };
  return [
    checkOf(subject('AWS region'), region, (chosen) =>
      checked(subject('AWS region'), 'ok', {
        detail: `${chosen.region}, from ${chosen.from}; the hostname of a load balancer goes before it`,
      }),
    ),
    checkOf(subject('AWS settings'), aws, (facts) =>
      checked(subject('AWS settings'), 'ok', { detail: placeOf(facts) }),
    ),
    checkOf(subject('AWS credentials'), credentials, () =>
      checked(subject('AWS credentials'), 'ok', {
        detail: aws.outcome === 'answered' ? `found: ${sourceOf(aws.value)}` : 'found',
      }),
    ),
    checkOf(
      who,
      identity,
      ({ account, arn }) => checked(who, 'ok', { detail: `account ${account}, as ${arn}` }),
      whoAmI,
    ),
  ];
}

/** Each reading action that nlbctl uses, as a harmless call of it has shown. */
export function actionChecks({ actions }: AccessFacts): DoctorCheck[] {
  return actions.map(({ permission, allowed }) => {
    const { action, need, without } = permission;
    const subject = { group: 'iam', name: iamAction(action), need } as const;
    return checkOf(
      subject,
      allowed,
      (isAllowed) =>
        isAllowed
          ? checked(subject, 'ok', { detail: 'allowed' })
          : checked(subject, need === 'reading' ? 'failed' : 'warning', {
              detail: `denied: ${without}`,
              remedy: `allow it on resource "*" to the identity above: nlbctl help permissions prints the policy`,
            }),
      whoAmI,
    );
  });
}

function placeOf({ endpoint, isCustom }: AwsFacts): string {
  return isCustom ? `ELBv2 at ${endpoint}, which the settings name in place of AWS’s own` : `ELBv2 at ${endpoint}`;
}

function sourceOf({ credentialsFrom, profile }: AwsFacts): string {
  return credentialsFrom === null ? `by way of profile ${profile}` : `keys of ${credentialsFrom}`;
}
