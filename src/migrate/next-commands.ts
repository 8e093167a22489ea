import type { Inspection } from '../model/inspection.ts';
import type { Strategy } from '../model/migration.ts';

const at = ({ service }: Inspection) => `${service.name} -n ${service.namespace}`;

export const inspectCommand = (inspection: Inspection): string => `nlbctl inspect ${at(inspection)}`;

export const waitCommand = (inspection: Inspection): string => `nlbctl wait-healthy ${at(inspection)}`;

export const migrateCommand = (inspection: Inspection, to: string, strategy: Strategy): string =>
  `nlbctl migrate ${at(inspection)} --to ${to}${strategy === 'in-place' ? '' : ` --strategy ${strategy}`}`;
