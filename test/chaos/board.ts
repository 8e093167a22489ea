import { appendFileSync, mkdirSync } from 'node:fs';

/** What came of the cases of one kind. */
export interface Board {
  tried(what: string, survived: boolean, detail: string): void;
  /** Connections that the data path took meanwhile, and those that it lost. */
  connections(made: number, lost: number): void;
  done(): void;
}

/** Keeps count, and adds a line to reports/chaos.ndjson, of which the table is made. */
export function record(kind: string): Board {
  const began = Date.now();
  let cases = 0;
  let survived = 0;
  let made = 0;
  let lost = 0;
  return {
    tried(_what, isFine) {
      cases += 1;
      if (isFine) survived += 1;
    },
    connections(more, fewer) {
      made += more;
      lost += fewer;
    },
    done() {
      mkdirSync('reports', { recursive: true });
      const line = { kind, cases, survived, made, lost, seconds: Math.round((Date.now() - began) / 1000) };
      appendFileSync('reports/chaos.ndjson', `${JSON.stringify(line)}\n`);
    },
  };
}
