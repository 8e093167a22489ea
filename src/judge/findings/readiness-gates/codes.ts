import type { FindingInfo } from '../finding.ts';

export const readinessGatesCodes = {
  NLB0601: {
    title: 'pods without the readiness gate of their namespace',
    today: 'info',
    migrating: 'info',
    cause:
      'The namespace is labelled `elbv2.k8s.aws/pod-readiness-gate-inject=enabled`, but a gate is given to a pod at its creation only, and only while an ip binding of a Service that selects it exists.',
    consequence:
      'The controller does not tell Kubernetes of the health that the NLB finds for these pods: they count as ready whatever it is, until they are replaced.',
    remedy:
      'Restart them once target type ip is verified: `kubectl rollout restart deployment/NAME -n <namespace>`. Their successors have the gate.',
  },
  NLB0602: {
    title: 'pods with the readiness gate of a binding that does not exist',
    today: 'warning',
    migrating: 'warning',
    cause:
      'The pods were created while an ip binding of that name existed, which has been deleted since. The controller opens the gates of a binding that it deletes, from v2.4.1 on; it does not see a pod that is created at that very time.',
    consequence:
      'A gate that is not True keeps its pod NotReady, and nobody sets it. A gate that is True closes when target type ip comes back: the binding has the same name again, so that the pod is NotReady until the NLB finds it healthy, for traffic inside of the cluster and for disruption budgets too.',
    remedy:
      'Restart the pods while no ip binding exists: `kubectl rollout restart deployment/NAME -n <namespace>`. Their successors have no gate.',
  },
  NLB0603: {
    title: 'new pods get no readiness gate',
    today: null,
    migrating: 'info',
    cause:
      'The namespace lacks the label `elbv2.k8s.aws/pod-readiness-gate-inject=enabled`, or the controller was started with `--enable-pod-readiness-gate-inject=false`.',
    consequence:
      'With ip targets a rollout takes old pods away as soon as new ones are Ready in Kubernetes, while ELBv2 commonly needs one to five minutes to take a new target up and to find it healthy. A fast rollout leaves the NLB without a healthy target.',
    remedy:
      'Label the namespace, `kubectl label namespace <namespace> elbv2.k8s.aws/pod-readiness-gate-inject=enabled`, and restart the pods once target type ip is verified.',
  },
  NLB0604: {
    title: 'pods that are created while the ip binding goes stay NotReady',
    today: null,
    migrating: 'warning',
    cause:
      'The namespace is labelled for readiness gates. A pod that is created while the old ip binding is being deleted still gets its gate, and the controller has opened the gates of that binding already.',
    consequence: 'Nobody ever sets the gate of such a pod: it stays NotReady until it is deleted.',
    remedy:
      'Start no rollout and no scaling until the migration is verified. Then look for pods whose gates are not all met, `kubectl get pods -n <namespace> -o wide`, and delete them: their successors have no gate.',
  },
} as const satisfies Record<string, FindingInfo>;
