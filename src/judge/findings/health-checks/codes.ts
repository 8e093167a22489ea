import type { FindingInfo } from '../finding.ts';

const portAnnotation = 'service.beta.kubernetes.io/aws-load-balancer-healthcheck-port';
const trafficPort = `\`kubectl annotate service/<service> -n <namespace> --overwrite ${portAnnotation}=traffic-port\``;

export const healthChecksCodes = {
  NLB0401: {
    title: 'the health check port is a number that means another port with the other target type',
    today: 'info',
    migrating: 'warning',
    cause: `\`${portAnnotation}\` holds a number. The controller passes it on as it is: with instance targets it is a port of the node, with ip targets a port of the pod. The annotation stays when the target type changes.`,
    consequence: 'After a migration the checks ask a port on which the new targets may not listen.',
    remedy: `Let the checks ask the port that gets the traffic: ${trafficPort}. Where another port must be asked, give the port of the Service by its name.`,
  },
  NLB0402: {
    title: 'the new targets do not have the health check port',
    today: null,
    migrating: 'block',
    cause: `\`${portAnnotation}\` holds a number that belongs to the target type of today: a node port that no pod has, or a pod’s port that is no node port.`,
    consequence:
      'None of the new targets becomes healthy, and waiting does not help. It blocks only where the number is a node port of the Service itself and the endpoints lack it; elsewhere something outside of the Snapshot may listen, and it is a warning.',
    remedy: `Before the migration let the checks ask the port that gets the traffic, which works with either target type: ${trafficPort}`,
  },
  NLB0403: {
    title: 'the controller cannot resolve the name of the health check port',
    today: 'warning',
    migrating: 'block',
    cause: `\`${portAnnotation}\` names a port of the Service. With ip targets the controller takes that port’s target port, which must be a number; and a name that the Service does not have it resolves with neither type.`,
    consequence:
      'The controller refuses to build the load balancer (event FailedBuildModel): nothing of the Service is changed any more until it is mended.',
    remedy: `Let the checks ask the port that gets the traffic: ${trafficPort}. Or give that port of the Service a number as its target port.`,
  },
  NLB0404: {
    title: 'required targets fail their health check',
    today: 'warning',
    migrating: 'warning',
    cause:
      'ELBv2 calls targets unhealthy or unusable that should serve. The reason code, and what else is seen of the Service, tell the likely causes.',
    consequence:
      'New connections avoid these targets; where every target of a group fails, the NLB sends to all of them. A migration does not mend what fails for a reason that both target types share.',
    remedy:
      'See the reason of each target: `nlbctl inspect <service> -n <namespace>`, then `nlbctl explain <reason-code>`.',
  },
  NLB0405: {
    title: 'health checks get the header of proxy protocol v2',
    today: 'warning',
    migrating: 'warning',
    cause:
      'Proxy protocol v2 is on for the target group, and the NLB puts its header before health checks as well. The check is one by HTTP: with externalTrafficPolicy: Local and instance targets it goes to kube-proxy, elsewhere to the application.',
    consequence:
      'What answers the check must read the header, or it answers status 400 and the target is unhealthy. kube-proxy does not read it.',
    remedy:
      'With kube-proxy: use ip targets, or externalTrafficPolicy: Cluster. With an application that reads the header on its traffic port only: let the checks ask that port, or ask by TCP: `kubectl annotate service/<service> -n <namespace> --overwrite service.beta.kubernetes.io/aws-load-balancer-healthcheck-protocol=tcp`',
  },
  NLB0406: {
    title: 'the health check port is one of the other target type',
    today: 'warning',
    migrating: 'warning',
    cause: `\`${portAnnotation}\` was most likely written while the Service had the other target type: its number is a node port while pods are the targets, or a pod’s port while nodes are.`,
    consequence: 'The checks ask a port on which these targets most likely do not listen, and they fail.',
    remedy: `Take the annotation away: \`kubectl annotate service/<service> -n <namespace> ${portAnnotation}-\`, or let the checks ask the port that gets the traffic: ${trafficPort}`,
  },
  NLB0407: {
    title: 'the health check changes with the target type',
    today: null,
    migrating: 'info',
    cause:
      'With externalTrafficPolicy: Local and instance targets the controller checks by HTTP whether kube-proxy has a ready pod on the node; with ip targets it checks the pod’s own port by TCP. Annotations for health checks lie over either.',
    consequence:
      'Targets are called healthy by another test than before, and the times until one counts as healthy or unhealthy may change.',
    remedy:
      'Where the application has an endpoint for its health, ask for it: `kubectl annotate service/<service> -n <namespace> --overwrite service.beta.kubernetes.io/aws-load-balancer-healthcheck-protocol=http service.beta.kubernetes.io/aws-load-balancer-healthcheck-path=<path>`',
  },
} as const satisfies Record<string, FindingInfo>;
