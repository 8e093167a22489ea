import type { Asked } from '../../model/access.ts';
import type { CheckGroup, CheckStatus, DoctorCheck } from '../../model/doctor.ts';
import type { Need } from '../../model/permissions.ts';

interface Said {
  readonly detail: string;
  readonly remedy?: string | null;
  readonly command?: string | null;
}

/** What a check is about, before anything is said of it. */
export interface Subject {
  readonly group: CheckGroup;
  readonly name: string;
  readonly need: Need | null;
}

export function checked(
  { group, name, need }: Subject,
  status: CheckStatus,
  { detail, remedy, command }: Said,
): DoctorCheck {
  return { group, name, status, need, detail, remedy: remedy ?? null, command: command ?? null };
}

/** The check of a question: an answer is judged, and a failure counts as far as reading needs the answer. */
export function checkOf<Value>(
  subject: Subject,
  asked: Asked<Value>,
  judge: (value: Value) => DoctorCheck,
  command: string | null = null,
): DoctorCheck {
  if (asked.outcome === 'answered') return judge(asked.value);
  if (asked.outcome === 'not-asked') return checked(subject, 'not-checked', { detail: asked.because });
  const status = subject.need === 'reading' ? 'failed' : 'warning';
  return checked(subject, status, { detail: asked.message, remedy: asked.hint, command });
}
