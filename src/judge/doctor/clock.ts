import type { AccessFacts } from '../../model/access.ts';
import type { DoctorCheck } from '../../model/doctor.ts';
import { checked } from './check.ts';

/** From here on a clock is wrong rather than late. */
const tolerated = 30;

/** From here on AWS does not accept signatures (IAM user guide, "Signature Version 4", RequestTimeTooSkewed). */
const refused = 300;

const servers = { apiServer: 'API server', elbv2: 'ELBv2' } as const;
const the = { ...servers, apiServer: 'the API server' } as const;

/** The machine's clock against those of the two servers. */
export function clockChecks({ ahead }: AccessFacts): DoctorCheck[] {
  return (Object.keys(servers) as (keyof typeof servers)[]).map((server) => {
    const subject = { group: 'clock', name: `clock, by ${servers[server]}`, need: null } as const;
    const seconds = ahead[server];
    if (seconds === null) return checked(subject, 'not-checked', { detail: 'it gave no answer that tells the time' });
    const size = Math.abs(seconds);
    if (size <= tolerated) return checked(subject, 'ok', { detail: size <= 1 ? 'the same' : `${size} s apart` });
    const detail = `this machine’s clock is ${size} s ${seconds > 0 ? 'behind' : 'ahead of'} that of ${the[server]}`;
    const consequence =
      size >= refused ? 'signatures and tokens are not accepted' : 'tokens end early, and times in events are misread';
    return checked(subject, 'warning', {
      detail: `${detail}: ${consequence}`,
      remedy: 'set the clock, by NTP at best',
    });
  });
}
