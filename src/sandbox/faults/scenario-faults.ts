import type { Scenario } from '../scenario/scenario.ts';
import type { Fault } from './fault.ts';

/**
 * A fault as a scenario has it. It is there when the scenario has settled, so that it meets what is tried then;
 * `from: start` is there from the very beginning.
 */
export type ScenarioFault = Fault & { readonly from?: 'start' | 'settled' };

/** The faults that a scenario begins with: its own, and those that `controller.faults` stands for. */
export function faultsAtStart({ controller, faults = [] }: Scenario): Fault[] {
  const { bindingCreate, bindingCleanup, networking = {} } = controller?.faults ?? {};
  return [
    ...(bindingCreate === undefined ? [] : [{ kind: 'binding-webhook-down', message: bindingCreate } as const]),
    ...(bindingCleanup === undefined ? [] : [{ kind: 'binding-stuck', message: bindingCleanup } as const]),
    ...(['instance', 'ip'] as const).flatMap((targetType) => {
      const message = networking[targetType];
      return message === undefined ? [] : [{ kind: 'networking-refused', targetType, message } as const];
    }),
    ...faults.filter(({ from }) => from === 'start').map(asFault),
  ];
}

/** The faults that come when a scenario has settled. */
export const faultsWhenSettled = ({ faults = [] }: Scenario): Fault[] =>
  faults.filter(({ from }) => from !== 'start').map(asFault);

function asFault({ from: _from, ...fault }: ScenarioFault): Fault {
  return fault;
}
