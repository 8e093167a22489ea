import { notManaged } from '../judge/owner-words.ts';
import { NlbctlError } from '../model/errors.ts';
import type { Inspection } from '../model/inspection.ts';

/** Throws NotManaged for a Service whose targets no controller registers by the rules that nlbctl knows. */
export function requireManaged({ service }: Inspection): void {
  const refusal = notManaged(service, service.owner);
  if (refusal !== null) throw new NlbctlError('NotManaged', refusal.message, { hint: refusal.hint });
}
