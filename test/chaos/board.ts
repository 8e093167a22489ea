import { appendFileSync, mkdirSync } from 'node:fs';

/** What came of the cases of one kind. */
export interface Board {
  /** `flaw`: what is wrong with its end; null: nothing. */
  tried(what: string, flaw: string | null): void;
  /** Connections that the data path took meanwhile, and those that it lost. */
  connections(made: number, lost: number): void;
  done(): void;
}

/** Every case as it is over; where a run of hours has got to. */
export const casesFile = 'reports/chaos-cases.ndjson';
/** A line for each kind; the table is made of them. */
export const kindsFile = 'reports/chaos.ndjson';

/** Keeps count, and adds a line to the file of kinds when it is done. */
export function record(kind: string): Board {
  const began = Date.now();
  let cases = 0;
  let survived = 0;
  let made = 0;
  let lost = 0;
  const seconds = () => Math.round((Date.now() - began) / 1000);
  return {
    tried(what, flaw) {
      cases += 1;
      if (flaw === null) survived += 1;
      append(casesFile, { kind, what, flaw, seconds: seconds() });
    },
    connections(more, fewer) {
      made += more;
      lost += fewer;
    },
    done: () => append(kindsFile, { kind, cases, survived, made, lost, seconds: seconds() }),
  };
}

function append(file: string, line: object): void {
  mkdirSync('reports', { recursive: true });
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}
