import { NlbctlError } from '../model/errors.ts';
import type { Service, ServiceRef } from '../model/service.ts';
import type { Api } from './api.ts';
import { type Raw, recordOf } from './raw.ts';
import { requestFor } from './resource.ts';

/** A binding that is to be made, and the one that it is a copy of, in the namespace of the Service. */
export interface BindingCopy {
  readonly name: string;
  readonly targetGroupArn: string;
  readonly like: string;
}

/** What nlbctl does with bindings, for a weighted migration alone. Every method throws NlbctlError. */
export interface BindingWrites {
  /** One that is there already by that name is left as it is. */
  copyBinding(service: Service, copy: BindingCopy, signal: AbortSignal): Promise<void>;
  /** One that is gone already is as good as deleted. */
  deleteBinding(ref: ServiceRef, signal: AbortSignal): Promise<void>;
}

const group = 'elbv2.k8s.aws/v1beta1';

export function bindingWrites(api: Api): BindingWrites {
  return {
    async copyBinding(service, copy, signal) {
      const { namespace } = service;
      const request = requestFor('get', 'targetgroupbindings', { namespace, name: copy.like, group });
      const { body: like } = await api({ ...request, expected: [404] }, signal);
      if (like === null)
        throw new NlbctlError(
          'Conflict',
          `TargetGroupBinding ${namespace}/${copy.like} is gone: the controller is at work`,
        );
      await api(
        {
          ...requestFor('create', 'targetgroupbindings', { namespace, group }),
          query: { fieldManager: 'nlbctl' },
          write: { method: 'POST', body: copyOf(like, service, copy) },
          expected: [409],
        },
        signal,
      );
    },
    async deleteBinding({ namespace, name }, signal) {
      const request = requestFor('delete', 'targetgroupbindings', { namespace, name, group });
      await api(
        { ...request, write: { method: 'DELETE', body: { apiVersion: 'v1', kind: 'DeleteOptions' } }, expected: [404] },
        signal,
      );
    },
  };
}

/**
 * The controller's own binding for another group: the same targets, and the same rules of security groups. None of its
 * labels: by them the controller finds bindings of its own, and deletes those that it does not want (AWS Load Balancer
 * Controller, pkg/deploy/elbv2/target_group_binding_synthesizer.go). It goes with the Service.
 */
export function copyOf(like: Raw, { namespace, name, uid }: Service, copy: BindingCopy): object {
  const { targetGroupARN: _arn, targetGroupName: _name, ...spec } = recordOf(like['spec']);
  return {
    apiVersion: group,
    kind: 'TargetGroupBinding',
    metadata: {
      namespace,
      name: copy.name,
      labels: { 'app.kubernetes.io/managed-by': 'nlbctl' },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name, uid }],
    },
    spec: { ...spec, targetGroupARN: copy.targetGroupArn },
  };
}
