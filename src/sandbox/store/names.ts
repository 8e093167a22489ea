import { type FieldError, invalidValue, requiredValue } from './api-error.ts';
import type { KubeObject } from './object.ts';

/** What the name of an object may look like; which rule holds is a matter of its kind. */
export type NameRule = 'label1035' | 'label' | 'subdomain' | 'path';

const rules = {
  label1035: {
    pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
    limit: 63,
    text: "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
  },
  label: {
    pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    limit: 63,
    text: "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
  },
  subdomain: {
    pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    limit: 253,
    text: "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
  },
  path: { pattern: /^(?!\.{1,2}$)[^/%]+$/, limit: 253, text: "may not contain '/' or '%', nor be '.' or '..'" },
} as const satisfies Record<NameRule, { pattern: RegExp; limit: number; text: string }>;

const segment = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const segmentText =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const labelValueText =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const annotationLimit = 256 * 1024;

/** What is wrong with the name, namespace, labels, annotations and finalizers of an object; empty when nothing is. */
export function metadataErrors(object: KubeObject, rule: NameRule): FieldError[] {
  const { name, labels, annotations, finalizers } = object.metadata;
  const errors: FieldError[] = [];
  if (!name) errors.push(requiredValue('metadata.name', 'name or generateName is required'));
  else errors.push(...nameErrors('metadata.name', name, rule));
  for (const [key, value] of Object.entries(labels ?? {})) {
    errors.push(...qualifiedNameErrors('metadata.labels', key));
    if (value !== '' && !segment.test(value)) errors.push(invalidValue('metadata.labels', value, labelValueText));
    if (value.length > 63) errors.push(invalidValue('metadata.labels', value, 'must be no more than 63 bytes'));
  }
  let size = 0;
  for (const [key, value] of Object.entries(annotations ?? {})) {
    errors.push(...qualifiedNameErrors('metadata.annotations', key));
    size += key.length + value.length;
  }
  if (size > annotationLimit) {
    errors.push({
      field: 'metadata.annotations',
      reason: 'FieldValueInvalid',
      message: `Too long: may not be more than ${annotationLimit} bytes`,
    });
  }
  for (const finalizer of finalizers ?? []) errors.push(...qualifiedNameErrors('metadata.finalizers', finalizer));
  return errors;
}

function nameErrors(field: string, name: string, rule: NameRule): FieldError[] {
  const { pattern, limit, text } = rules[rule];
  const errors: FieldError[] = [];
  if (name.length > limit) errors.push(invalidValue(field, name, `must be no more than ${limit} characters`));
  if (!pattern.test(name)) errors.push(invalidValue(field, name, text));
  return errors;
}

/** A key of labels or annotations: an optional prefix, which is a DNS name, and a name of at most 63 characters. */
function qualifiedNameErrors(field: string, key: string): FieldError[] {
  const parts = key.split('/');
  const name = parts.at(-1) ?? '';
  const prefix = parts.length > 1 ? parts[0] : undefined;
  if (parts.length > 2) return [invalidValue(field, key, 'a qualified name must have at most one prefix')];
  if (prefix !== undefined && !rules.subdomain.pattern.test(prefix.toLowerCase()))
    return [invalidValue(field, key, `prefix part ${rules.subdomain.text}`)];
  if (name.length > 63) return [invalidValue(field, key, 'name part must be no more than 63 characters')];
  if (!segment.test(name)) return [invalidValue(field, key, name === '' ? 'name part must be non-empty' : segmentText)];
  return [];
}
