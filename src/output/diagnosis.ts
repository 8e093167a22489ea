import type { CheckGroup, CheckStatus, Diagnosis, DoctorCheck } from '../model/doctor.ts';
import { wrapped } from './table.ts';
import { type Surface, safe } from './terminal.ts';

const statusWord = {
  ok: 'ok',
  warning: 'warning',
  failed: 'failed',
  'not-checked': 'not checked',
} as const satisfies Record<CheckStatus, string>;

const statusColor = {
  ok: 'green',
  warning: 'yellow',
  failed: 'red',
  'not-checked': 'magenta',
} as const satisfies Record<CheckStatus, string>;

/** What the checks of a group are called when they are told in one line. */
const together = {
  cluster: 'checks of the cluster',
  rbac: 'permissions in the cluster',
  controller: 'checks of the controller',
  aws: 'checks of AWS settings',
  iam: 'IAM actions',
  clock: 'checks of the clock',
  elsewhere: 'other checks',
} as const satisfies Record<CheckGroup, string>;

const statusWidth = 11;

/** A line for each check, with what to do below it, and a last one that says what it comes to. */
export function diagnosisLines({ checks, canRead }: Diagnosis, surface: Surface): string[] {
  const rows = checks.reduce(gathered, [] as Row[]).map((row) => ({ ...row, name: row.name.replace(elbv2, '') }));
  const nameWidth = Math.max(...rows.map(({ name }) => name.length));
  return [...rows.flatMap((row) => linesOf(row, nameWidth, surface)), '', lastLine(checks, canRead)];
}

/** Every IAM action that is checked is one of ELBv2's: the prefix would only make the column wide. */
const elbv2 = /^elasticloadbalancing:/;

type Row = DoctorCheck & { readonly count: number };

/** Checks that follow one another, and could not be made for the same reason, share a line. */
function gathered(rows: Row[], check: DoctorCheck): Row[] {
  const last = rows.at(-1);
  const isSame = last?.group === check.group && last.detail === check.detail && last.status === 'not-checked';
  if (last === undefined || !isSame) return [...rows, { ...check, count: 1 }];
  const count = last.count + 1;
  return [...rows.slice(0, -1), { ...last, count, name: `${count} ${together[check.group]}` }];
}

function linesOf({ name, status, detail, remedy, command }: Row, nameWidth: number, surface: Surface): string[] {
  const { paint } = surface;
  const below = ' '.repeat(statusWidth + 3);
  const word = paint[statusColor[status]](statusWord[status].padEnd(statusWidth));
  return [
    wrapped(`${word}   ${name.padEnd(nameWidth)}   ${safe(detail)}`, ' '.repeat(statusWidth + nameWidth + 6), surface),
    ...(remedy === null ? [] : [wrapped(`${below}${paint.dim('→')} ${safe(remedy)}`, `${below}  `, surface)]),
    // A command is left to the terminal to wrap, so that it can be copied whole.
    ...(command === null ? [] : [`${below}${paint.dim('$')} ${safe(command)}`]),
  ];
}

function lastLine(checks: readonly DoctorCheck[], canRead: boolean): string {
  if (!canRead) return 'Something that reading needs does not work, or could not be known.';
  const mayMigrate = checks.every(({ need, status }) => need !== 'migrating' || status === 'ok');
  const lacks = checks.some(({ need, status }) => need === 'findings' && status !== 'ok');
  const findings = lacks ? '; some findings cannot be made' : '';
  return mayMigrate ? `Reading and migrating work${findings}.` : `Reading works, and migrating does not${findings}.`;
}
