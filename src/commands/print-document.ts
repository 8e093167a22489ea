import type { Session } from '../cli/session.ts';
import { json, yaml } from '../output/print.ts';
import { templateOf } from './output-option.ts';

/** Prints a document, where the format is one of documents; false: it is another one, and nothing was printed. */
export async function printDocument(session: Session, output: string, document: () => object): Promise<boolean> {
  const template = templateOf(output);
  if (template !== null) {
    const { jsonpathText } = await import('../output/jsonpath/print.ts');
    session.world.stdout.write(jsonpathText(template, document()));
  } else if (output === 'json') session.print(json(document()));
  else if (output === 'yaml') session.print(await yaml(document()));
  else return false;
  return true;
}
