import type { Owner } from '../../../model/inspection.ts';
import { notManaged } from '../../owner-words.ts';
import { refusalOf } from '../../refusal.ts';
import type { Check } from '../finding.ts';

type Code = 'NLB0101' | 'NLB0102' | 'NLB0103' | 'NLB0104';

const codes = {
  'in-tree': 'NLB0101',
  nobody: 'NLB0102',
  'other-class': 'NLB0103',
  'auto-mode': 'NLB0104',
  controller: null,
  'not-a-load-balancer': null,
} as const satisfies Record<Owner['kind'], Code | null>;

/** Whoever is not the AWS Load Balancer Controller. */
export const foreignOwner: Check<Code> = ({ snapshot, inspection }) => {
  const { owner } = inspection.service;
  const code = codes[owner.kind];
  const refusal = notManaged(snapshot.service, owner) ?? refusalOf(snapshot, owner, 'ip');
  return code === null || refusal === null ? [] : [{ code, message: refusal.message, remedy: refusal.hint }];
};
