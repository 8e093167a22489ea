import { stringify } from 'yaml';

// A file of its own, loaded when YAML is asked for: of a CommonJS package, import() itself would give no named export in the bundle.
export const yamlText = (document: unknown): string => stringify(document, { lineWidth: 0 }).trimEnd();
