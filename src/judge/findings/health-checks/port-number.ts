import { annotation } from '../../../model/annotations.ts';
import type { Inspection } from '../../../model/inspection.ts';
import type { Service } from '../../../model/service.ts';
import type { Snapshot } from '../../../model/snapshot.ts';
import type { TargetType } from '../../../model/target-type.ts';
import { livePorts } from '../../plan/changing-ports.ts';
import type { Check, Found } from '../finding.ts';
import { fitOf, portNumberOf } from './port-fit.ts';

type Code = 'NLB0401' | 'NLB0402' | 'NLB0406';

const ownerOf = { instance: 'the node', ip: 'the pod' } as const satisfies Record<TargetType, string>;
const otherOf = { instance: 'ip', ip: 'instance' } as const satisfies Record<TargetType, TargetType>;

/** A literal number as the health check port: with each target type it is the port of something else. */
export const portNumber: Check<Code> = ({ snapshot, inspection, to }) => {
  const { service } = snapshot;
  const number = portNumberOf(service);
  const now = inspection.service.targetType.effective;
  if (number === null || now === null || inspection.service.owner.kind !== 'controller') return [];
  const leftOver = leftOverPort(snapshot, inspection);
  if (leftOver !== null) return [leftOverFound(service, leftOver, to)];
  const other = to ?? otherOf[now];
  if (other === now) return [];
  const fit = fitOf(number, other, snapshot);
  if (fit === 'fits') return [];
  const says = `Health checks ask port ${number} of ${ownerOf[now]} (annotation healthcheck-port)`;
  if (to === null || fit === 'unknown')
    return [
      {
        code: 'NLB0401',
        message: `${says}; with target type ${other} the same number is a port of ${ownerOf[other]}.`,
        remedy: askTrafficPort(service),
      },
    ];
  const why =
    other === 'ip'
      ? 'it is a node port, and no pod has it'
      : 'it is a port of the pods, and no node port of the Service';
  return [
    {
      code: 'NLB0402',
      ...(fit === 'surely-not' ? {} : { milder: 'warning' as const }),
      message: `${says}, and would ask it of ${ownerOf[other]} after the migration: ${why}, so that the new targets ${fit === 'surely-not' ? 'cannot' : 'will hardly'} become healthy.`,
      remedy: askTrafficPort(service),
    },
  ];
};

interface LeftOver {
  readonly number: number;
  readonly now: TargetType;
}

/** A number of the other target type's, which the live targets fail; null: it is not one, or they pass all the same. */
export function leftOverPort(snapshot: Snapshot, inspection: Inspection): LeftOver | null {
  const number = portNumberOf(snapshot.service);
  const { owner, targetType } = inspection.service;
  if (number === null || targetType.effective === null || owner.kind !== 'controller') return null;
  for (const { from, judged } of livePorts(snapshot, inspection)) {
    const { required, requiredHealthy } = judged.summary;
    if (!['surely-not', 'hardly'].includes(fitOf(number, from, snapshot))) continue;
    // Something listens there that Kubernetes does not tell of: a host port, say.
    if (requiredHealthy > 0 && requiredHealthy === required) continue;
    return { number, now: from };
  }
  return null;
}

function leftOverFound(service: Service, { number, now }: LeftOver, to: TargetType | null): Found<Code> {
  const what = now === 'ip' ? 'a node port, and the targets are pods' : 'a port of the pods, and the targets are nodes';
  const mends = to !== null && to !== now;
  return {
    code: 'NLB0406',
    ...(mends ? { milder: 'info' as const } : {}),
    message: `Health checks ask port ${number} (annotation healthcheck-port), which is ${what}: most likely the annotation is left over from target type ${otherOf[now]}.${mends ? ` The migration to ${to} makes it right again.` : ''}`,
    remedy: `kubectl annotate service/${service.name} -n ${service.namespace} ${annotation.healthCheck}port-`,
  };
}

export const askTrafficPort = ({ namespace, name }: Service): string =>
  `kubectl annotate service/${name} -n ${namespace} --overwrite ${annotation.healthCheck}port=traffic-port`;
