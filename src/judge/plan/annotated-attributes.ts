import { annotation } from '../../model/annotations.ts';
import type { Service } from '../../model/service.ts';

/**
 * The attributes that annotations give the target group of a port. A group that the controller makes anew has these and
 * ELBv2's defaults, whatever the group of before had (AWS Load Balancer Controller, pkg/service/model_build_target_group.go,
 * buildTargetGroupAttributes). Those of the port lie over those of all ports; an empty value does not.
 */
export function annotatedAttributes({ annotations }: Service, port: number): Record<string, string> {
  const ofPort = attributesIn(annotations[`${annotation.targetGroupAttributes}.${port}`]);
  const given = Object.entries(ofPort).filter(([, value]) => value !== '');
  return { ...attributesIn(annotations[annotation.targetGroupAttributes]), ...Object.fromEntries(given) };
}

/** A map as the controller's annotations spell it: `key=value,key=value`; a comma in a value is written `\,`. */
export function attributesIn(text: string | undefined): Record<string, string> {
  const pairs = (text ?? '').split(/(?<!\\),/).flatMap((pair) => {
    const at = pair.indexOf('=');
    return at < 1
      ? []
      : [
          [
            pair.slice(0, at).trim(),
            pair
              .slice(at + 1)
              .replaceAll('\\,', ',')
              .trim(),
          ] as const,
        ];
  });
  return Object.fromEntries(pairs.filter(([key]) => key !== ''));
}
