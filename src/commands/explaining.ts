import type { Session } from '../cli/session.ts';
import { explainedCodes, explain as explanationOf } from '../judge/explain.ts';
import { explainedFindings, explainFinding } from '../judge/findings/explained.ts';
import { exitCode } from '../model/exit-codes.ts';
import { explanationIndex, explanationText, findingText } from '../output/explanation.ts';
import { printDocument } from './print-document.ts';
import { unknownCode } from './unknown-code.ts';

/** Prints what is known of one code, or the list of all of them. */
export async function explain(session: Session, code: string | undefined, output: string): Promise<number> {
  const codes = explainedCodes();
  const findings = explainedFindings();
  const all = [...codes, ...findings];
  const found = code === undefined ? null : (explanationOf(code) ?? explainFinding(code));
  if (code !== undefined && found === null)
    throw unknownCode(
      code,
      all.map((each) => each.code),
    );
  const document = { apiVersion: 'nlbctl/v1', kind: 'Explanation', items: found === null ? all : [found] };
  const surface = await session.surface('stdout');
  if (await printDocument(session, output, () => document)) return exitCode.ok;
  if (found === null) session.print(explanationIndex(codes, findings, surface));
  else session.print(found.family === 'finding' ? findingText(found, surface) : explanationText(found, surface));
  return exitCode.ok;
}
