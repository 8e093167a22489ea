import type { ProbedEndpoint, ProbeRecord, ProbeTimeline } from '../../src/model/probe.ts';
import type { ReportInput, TargetStates } from '../../src/output/report/input.ts';
import { startProbe } from '../../src/probe/probe.ts';

const began = Date.UTC(2026, 10, 25, 12, 2, 30);
const at = (seconds: number) => new Date(began + seconds * 1_000).toISOString();

const zones = ['us-west-2a', 'us-west-2b', 'us-west-2c'];
const endpoints: ProbedEndpoint[] = zones.map((zone, index) => ({
  zone,
  host: `203.0.113.${10 + index}`,
  port: 80,
  listenerPort: 80,
  listenerSpeaksTls: false,
}));

/** What a probe measures whose connections fail as `fails` says; its clock jumps from attempt to attempt. */
async function probed(seconds: number, fails: (passed: number, zone: string) => boolean) {
  let now = began;
  const probe = startProbe({
    endpoints,
    way: { by: 'tcp' },
    dnsName: 'ui.elb.us-west-2.amazonaws.com',
    rate: 5,
    timeout: 2_000,
    userAgent: 'test',
    count: seconds * 5,
    signal: new AbortController().signal,
    clock: {
      now: () => now,
      async sleep(milliseconds) {
        now += milliseconds;
        await new Promise((resolve) => setImmediate(resolve));
      },
    },
    async attempt({ zone }) {
      const passed = (now - began) / 1_000;
      if (fails(passed, zone ?? '')) return { outcome: 'failed', kind: 'refused', message: 'connection refused' };
      return { outcome: 'succeeded', milliseconds: 12 + ((passed * 7) % 5) };
    },
  });
  const record: ProbeRecord = { ...(await probe.finished), notProbed: [] };
  const timeline: ProbeTimeline = probe.timeline();
  return { record, timeline };
}

const states: TargetStates[] = [
  { at: at(0), groups: [{ name: 'k8s-ui-uinlb-fa38096dd9', type: 'instance', counts: { healthy: 3 } }] },
  ...[
    [9, { healthy: 3 }, {}],
    [11, { draining: 3 }, { initial: 2 }],
    [30, { draining: 3 }, { initial: 6 }],
    [72, { draining: 3 }, { initial: 4, healthy: 2 }],
    [84, { draining: 1 }, { initial: 1, healthy: 5 }],
    [96, {}, { healthy: 6 }],
  ].map(([second, instance, ip]) => ({
    at: at(second as number),
    groups: [
      { name: 'k8s-ui-uinlb-fa38096dd9', type: 'instance', counts: instance as Record<string, number> },
      { name: 'k8s-ui-uinlb-0f12b9c77a', type: 'ip', counts: ip as Record<string, number> },
    ],
  })),
];

const phaseNames = [
  ['Preflight', 0],
  ['Patched', 4.2],
  ['ControllerActing', 5],
  ['Switched', 9],
  ['Registering', 11],
  ['HealthChecking', 31],
  ['Stabilizing', 96],
  ['Verified', 116],
] as const;

/** A migration in place, with its window in which no address took connections. */
export async function migrationRun(change: Partial<ReportInput> = {}): Promise<ReportInput> {
  return {
    title: 'Migration of ui/ui-nlb to target type ip',
    command: 'nlbctl migrate ui-nlb -n ui --to ip --yes --probe tcp --report ui-nlb.html',
    meta: [
      { label: 'Service', value: 'ui/ui-nlb' },
      { label: 'NLB', value: 'k8s-ui-uinlb-45617409e2 (internet-facing)' },
      { label: 'DNS name', value: 'k8s-ui-uinlb-45617409e2-4909298b89b76de0.elb.us-west-2.amazonaws.com' },
      { label: 'Cluster', value: 'workshop' },
      { label: 'Account', value: '123456789012' },
      { label: 'Region', value: 'us-west-2' },
    ],
    outcome: {
      outcome: 'ready',
      changed: true,
      phase: 'Verified',
      exitCode: 0,
      reason:
        'Port 80 forwards to a group of type ip; its 6 targets are registered and healthy, and the old group is gone.',
      startedAt: at(0),
      elapsedSeconds: 118,
      next: ['nlbctl migrate ui-nlb -n ui --to instance'],
    },
    phases: phaseNames.map(([name, second]) => ({ name, at: at(second), elapsedSeconds: second })),
    states,
    probe: await probed(118, (passed, zone) => {
      if (zone === 'us-west-2b' && passed > 104 && passed < 106) return true;
      return passed > 12 && passed < (zone === 'us-west-2c' ? 77 : 73.4);
    }),
    events: [
      {
        at: at(6),
        isWarning: false,
        of: 'Service ui/ui-nlb',
        message: 'SuccessfullyReconciled: Successfully reconciled',
      },
      {
        at: at(14),
        isWarning: true,
        of: 'us-west-2a 203.0.113.10:80',
        message: 'connection refused',
      },
    ],
    ...change,
  };
}

/** A probe alone, of which everything failed. */
export async function failingProbeRun(): Promise<ReportInput> {
  return {
    ...(await migrationRun()),
    title: 'Probe of ui/ui-nlb',
    command: 'nlbctl probe ui-nlb -n ui',
    outcome: {
      outcome: 'failing',
      changed: false,
      phase: 'Probed',
      exitCode: 3,
      reason: '450 of 450 connections failed: 450 refused.',
      startedAt: at(0),
      elapsedSeconds: 30,
      next: ['nlbctl inspect ui-nlb -n ui'],
    },
    phases: [],
    states: [],
    events: [],
    probe: await probed(30, () => true),
  };
}
