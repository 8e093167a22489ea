import type { CreateTargetGroupInput, HealthCheck } from './api.ts';
import { assertRange, validationError } from './elbv2-error.ts';

const isHttp = (protocol: HealthCheck['HealthCheckProtocol']) => protocol !== 'TCP';

/**
 * The health check of a new target group: what the request gives, and the service's defaults for the rest
 * (API reference, CreateTargetGroup: TCP checks for NLB groups, HTTP ones for ALB groups).
 */
export function newHealthCheck(input: CreateTargetGroupInput): HealthCheck {
  const forAlb = input.Protocol === 'HTTP' || input.Protocol === 'HTTPS';
  const protocol = input.HealthCheckProtocol ?? (forAlb ? 'HTTP' : 'TCP');
  const slow = protocol !== 'HTTP';
  return accepted(
    {
      HealthCheckProtocol: protocol,
      HealthCheckPort: input.HealthCheckPort ?? 'traffic-port',
      HealthCheckEnabled: input.HealthCheckEnabled ?? true,
      HealthCheckIntervalSeconds: input.HealthCheckIntervalSeconds ?? 30,
      HealthCheckTimeoutSeconds: input.HealthCheckTimeoutSeconds ?? (forAlb ? 5 : slow ? 10 : 6),
      HealthyThresholdCount: input.HealthyThresholdCount ?? 5,
      UnhealthyThresholdCount: input.UnhealthyThresholdCount ?? 2,
      ...(input.HealthCheckPath === undefined ? {} : { HealthCheckPath: input.HealthCheckPath }),
      ...(input.Matcher === undefined ? {} : { Matcher: input.Matcher }),
    },
    forAlb ? '200' : '200-399',
  );
}

/** The health check after ModifyTargetGroup; path and matcher go when the protocol becomes TCP. */
export function changedHealthCheck(before: HealthCheck, changes: Partial<HealthCheck>): HealthCheck {
  const protocol = changes.HealthCheckProtocol ?? before.HealthCheckProtocol;
  const { HealthCheckPath, Matcher, ...common } = before;
  const kept = isHttp(protocol)
    ? { ...(HealthCheckPath === undefined ? {} : { HealthCheckPath }), ...(Matcher === undefined ? {} : { Matcher }) }
    : {};
  return accepted({ ...common, ...kept, ...changes }, '200-399');
}

function accepted(check: HealthCheck, matcher: string): HealthCheck {
  if (!['TCP', 'HTTP', 'HTTPS'].includes(check.HealthCheckProtocol)) {
    throw validationError(`Health check protocol '${check.HealthCheckProtocol}' must be one of 'TCP, HTTP, HTTPS'`);
  }
  if (!check.HealthCheckEnabled)
    throw validationError('Health check enabled must be true for target groups of this target type');
  if (!/^(traffic-port|\d{1,5})$/.test(check.HealthCheckPort)) {
    throw validationError(`Health check port '${check.HealthCheckPort}' must be a port number or 'traffic-port'`);
  }
  if (check.HealthCheckPort !== 'traffic-port')
    assertRange('HealthCheckPort', Number(check.HealthCheckPort), 1, 65_535);
  assertRange('HealthCheckIntervalSeconds', check.HealthCheckIntervalSeconds, 5, 300);
  assertRange('HealthCheckTimeoutSeconds', check.HealthCheckTimeoutSeconds, 2, 120);
  assertRange('HealthyThresholdCount', check.HealthyThresholdCount, 2, 10);
  assertRange('UnhealthyThresholdCount', check.UnhealthyThresholdCount, 2, 10);
  if (check.HealthCheckTimeoutSeconds > check.HealthCheckIntervalSeconds) {
    throw validationError(
      `Health check timeout '${check.HealthCheckTimeoutSeconds}' must be smaller than or equal to the interval '${check.HealthCheckIntervalSeconds}'`,
    );
  }
  if (!isHttp(check.HealthCheckProtocol)) {
    if (check.HealthCheckPath !== undefined)
      throw validationError('Health check path is not supported for health check protocol TCP');
    if (check.Matcher !== undefined)
      throw validationError('Health check matcher is not supported for health check protocol TCP');
    return check;
  }
  const path = check.HealthCheckPath ?? '/';
  if (!path.startsWith('/') || path.length > 1024)
    throw validationError(`Health check path '${path}' must begin with a '/' character`);
  const codes = check.Matcher?.HttpCode ?? matcher;
  assertCodes(codes);
  return { ...check, HealthCheckPath: path, Matcher: { HttpCode: codes } };
}

/** `200`, `200,202` or `200-399`, all within 200–599. */
function assertCodes(codes: string): void {
  const ok = codes.split(',').every((part) => {
    const [from = '', to = from, ...more] = part.split('-');
    const valid = [from, to].every((code) => /^\d{3}$/.test(code) && Number(code) >= 200 && Number(code) <= 599);
    return valid && more.length === 0 && Number(from) <= Number(to);
  });
  if (!ok) throw validationError(`Health check matcher HTTP code '${codes}' must be within '200-599' inclusive`);
}
