import { expect, test } from 'vitest';
import type { FindingCode } from '../../src/judge/findings/registry.ts';
import type { TargetType } from '../../src/model/target-type.ts';
import type { Scenario } from '../../src/sandbox/scenario/scenario.ts';
import type { KubeObject } from '../../src/sandbox/store/object.ts';
import { foundOf } from '../judge/findings/subject.ts';
import { openStage, type Stage } from '../sandboxed.ts';
import { external, hostnameOf, loadBalancerService, writeHostname } from '../services.ts';

type Told = (code: FindingCode, service: string, to?: TargetType | null, namespace?: string) => Promise<string[]>;

/** A sandbox whose controller was told something, and what is found there, as `severity message`. */
async function under(
  controller: Scenario['controller'],
  objects: readonly KubeObject[],
  act: (told: Told, stage: Stage) => Promise<void>,
  change: Scenario = {},
): Promise<void> {
  const stage = await openStage({ change: { ...change, controller: { version: 'v3.5.0', ...controller } }, objects });
  try {
    await act(async (code, service, to = null, namespace = 'ui') => {
      const snapshot = await stage.observe(service, { namespace, withSurroundings: true });
      return foundOf(code, snapshot, to).map(({ severity, message }) => `${severity} ${message}`);
    }, stage);
  } finally {
    await stage.stop();
  }
}

const spec = { loadBalancerClass: 'service.k8s.aws/nlb' };
const one = (said: RegExp) => [expect.stringMatching(said)];

test('an old controller with a class of its own, without ip targets, beside an NLB of another cluster', async () => {
  const told = {
    version: 'v2.13.4',
    loadBalancerClass: 'example.org/nlb',
    featureGates: { EnableIPTargetType: false },
  };
  const objects = [
    loadBalancerService('classed', { spec, annotations: { 'nlb-target-type': 'instance' } }),
    loadBalancerService('own-class', { spec: { loadBalancerClass: 'example.org/nlb' } }),
    loadBalancerService('adopted', { annotations: external }),
  ];
  const name = 'k8s-ui-adopted-0123456789';
  const tags = {
    'elbv2.k8s.aws/cluster': 'east',
    'service.k8s.aws/stack': 'ui/adopted',
    'service.k8s.aws/resource': 'LoadBalancer',
  };
  await under(
    told,
    objects,
    async (found, { sandbox }) => {
      expect(await found('NLB0110', 'ui-nlb', 'ip')).toEqual(one(/^warning .*is of version v2\.13\.4.*Endpoints/));
      expect(await found('NLB0110', 'ui-nlb', 'instance')).toEqual([]);
      expect(await found('NLB0118', 'ui-nlb', 'ip')).toEqual(one(/^block .*EnableIPTargetType=false/));
      expect(await found('NLB0118', 'ui-nlb', 'instance')).toEqual([]);
      expect(await found('NLB0119', 'classed', 'ip')).toEqual(
        one(/^warning The class of the Service is service\.k8s\.aws\/nlb, but .* takes example\.org\/nlb/),
      );
      expect(await found('NLB0119', 'own-class', 'ip')).toEqual([]);
      expect(await found('NLB0119', 'adopted')).toEqual([]);
      const [foreign] = sandbox.elbv2.describeLoadBalancers({ Names: [name] });
      const own = hostnameOf(sandbox.store, 'adopted');
      writeHostname(sandbox.store, 'adopted', foreign?.DNSName ?? own);
      expect(await found('NLB0119', 'adopted')).toEqual(
        one(/^warning NLB k8s-ui-adopted-0123456789 carries the tag .*: east, but .* works for cluster eks-workshop/),
      );
    },
    { loadBalancers: [{ name, tags }] },
  );
});

test('NLB0111: a controller of one namespace', async () => {
  const carts = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'carts' } };
  const watched = loadBalancerService('seen', { namespace: 'carts', annotations: external });
  await under({ watchNamespace: 'carts' }, [carts, watched], async (found, { sandbox }) => {
    expect(await found('NLB0111', 'ui-nlb')).toEqual(one(/^warning .* watches namespace carts alone/));
    expect(await found('NLB0111', 'ui-nlb', 'ip')).toEqual(one(/^block /));
    expect(await found('NLB0111', 'seen', 'ip', 'carts')).toEqual([]);
    // What the flag does: one of the two has a load balancer.
    expect(hostnameOf(sandbox.store, 'ui-nlb')).toBe('');
    expect(hostnameOf(sandbox.store, 'seen', 'carts')).toMatch(/^k8s-carts-seen-/);
  });
});

test('NLB0118: a controller that reconciles no Service', async () => {
  await under({ featureGates: { EnableServiceController: false } }, [], async (found, { sandbox }) => {
    expect(await found('NLB0118', 'ui-nlb')).toEqual(one(/^warning .*EnableServiceController=false/));
    expect(await found('NLB0118', 'ui-nlb', 'instance')).toEqual(one(/^block /));
    expect(hostnameOf(sandbox.store, 'ui-nlb')).toBe('');
  });
});

test('NLB0108: a cluster without the controller', async () => {
  await under({ installed: false }, [], async (found) => {
    expect(await found('NLB0108', 'ui-nlb', 'ip')).toEqual(
      one(/^warning No Deployment .*, and there is no event of the controller on the Service or its bindings/),
    );
  });
});
