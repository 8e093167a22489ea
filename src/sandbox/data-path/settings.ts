import { delaysOf, type Scenario } from '../scenario/scenario.ts';
import type { OpenFlows } from './flows.ts';
import type { FailOpen } from './route.ts';

/** What AWS's documents leave open; times in milliseconds of the sandbox's. */
export interface DataPathSettings {
  readonly failOpen: FailOpen;
  readonly openFlows: OpenFlows;
  readonly delays: DataPlaneDelays;
}

/** How long the data plane takes, in milliseconds of the sandbox's time. */
export interface DataPlaneDelays {
  /** A change of a listener, a load balancer or an attribute is followed by new connections. */
  listener: number;
  /** A target that is registered or deregistered is known, or known to drain. */
  targets: number;
  /** A change of a target's health is known. */
  health: number;
  /** A connection to where nobody answers is left hanging before it is reset. */
  connectTimeout: number;
}

/** What a scenario may choose under `dataPath`. */
export type DataPathChoices = Partial<Pick<DataPathSettings, 'failOpen' | 'openFlows'>>;

/**
 * AWS publishes no numbers; these are the longest that users report, so that what loses nothing here has a margin.
 * - listener: 75 seconds of new connections to the old group after a switch (containers-roadmap#470).
 * - targets: two minutes of new connections to a deregistered target (aws-load-balancer-controller#2366), and as long before a
 *   registered one is reached (containers-roadmap#469 saw 70–120 s).
 * - health: 30 to 40 seconds of new connections to an unhealthy target (containers-roadmap#470).
 * - connectTimeout: Linux gives up after 127 seconds (tcp_syn_retries 6).
 */
export const dataPlaneDelayDefaults: DataPlaneDelays = {
  listener: 75_000,
  targets: 120_000,
  health: 35_000,
  connectTimeout: 127_000,
};

/** The settings of a scenario, with defaults where it is silent. */
export function dataPathSettings({ dataPath = {}, delays }: Scenario): DataPathSettings {
  const { failOpen = 'registered', openFlows = 'cut' } = dataPath;
  return { failOpen, openFlows, delays: delaysOf(dataPlaneDelayDefaults, delays?.dataPlane) };
}
