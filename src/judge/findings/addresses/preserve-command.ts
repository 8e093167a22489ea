import { annotation } from '../../../model/annotations.ts';
import type { Service } from '../../../model/service.ts';
import { entriesOf } from '../../plan/attributes-after.ts';

/** The command that sets whether client addresses are preserved, beside the attributes that the annotation lists already. */
export function preserveCommand({ namespace, name, annotations }: Service, value: boolean): string {
  const others = entriesOf(annotations[annotation.targetGroupAttributes]).filter(
    (entry) => !entry.startsWith('preserve_client_ip.enabled='),
  );
  const list = [...others, `preserve_client_ip.enabled=${value}`].join(',');
  return `kubectl annotate service/${name} -n ${namespace} --overwrite ${annotation.targetGroupAttributes}=${list}`;
}
