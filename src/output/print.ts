/** Two spaces deep, the same on a terminal and in a pipe. */
export const json = (document: unknown): string => JSON.stringify(document, null, 2);

/** YAML with the same content; the library is loaded only when it is asked for. */
export async function yaml(document: unknown): Promise<string> {
  const { yamlText } = await import('./yaml-text.ts');
  return yamlText(document);
}
