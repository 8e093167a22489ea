import { annotation } from '../../model/annotations.ts';
import type { Service } from '../../model/service.ts';
import { annotatedAttributes } from './annotated-attributes.ts';

export const proxyProtocolAttribute = 'proxy_protocol_v2.enabled';

/**
 * The attributes that the controller sets on a target group of a port when it makes it anew: those that annotations list,
 * and proxy protocol v2 always, off unless annotations turn it on (AWS Load Balancer Controller,
 * pkg/service/model_build_target_group.go, buildTargetGroupAttributes; the later annotation wins). For the rest ELBv2's
 * defaults hold.
 */
export function attributesAfter(service: Service, port: number): Record<string, string> {
  const { annotations } = service;
  const attributes: Record<string, string> = {
    [proxyProtocolAttribute]: 'false',
    ...annotatedAttributes(service, port),
  };
  const listed = annotations[annotation.proxyProtocolOfPorts];
  if (listed !== undefined) attributes[proxyProtocolAttribute] = String(entriesOf(listed).includes(String(port)));
  if (annotations[annotation.proxyProtocol] === '*') attributes[proxyProtocolAttribute] = 'true';
  return attributes;
}

/** A list as the controller's annotations spell it: by commas, blanks around entries and empty ones not counted. */
export function entriesOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
