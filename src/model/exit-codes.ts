/** How nlbctl ends, whatever the output format. */
export const exitCode = {
  ok: 0,
  unexpected: 1,
  differences: 2,
  notAsAsked: 3,
  timedOut: 4,
  notFound: 5,
  couldNotKnow: 6,
  blocked: 7,
  notConfirmed: 8,
  outOfDate: 9,
  rolledBack: 10,
  needsAPerson: 11,
  usage: 64,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
