import type { Command } from 'commander';
import type { Candidate, Source } from './source.ts';

const files: Source = { kind: 'files' };
const free: Source = { kind: 'free' };

/**
 * The sources of every flag whose values are not its choices, by its long name, and of every argument, by its name in the usage
 * line. A test holds the tables to the program: what is missing here would be completed by nothing.
 */
export const flagSources: Readonly<Record<string, Source>> = {
  '--namespace': { kind: 'namespaces' },
  '--context': { kind: 'contexts' },
  '--kubeconfig': files,
  '--from': files,
  '--profile': free,
  '--region': free,
  '--selector': free,
  '--plan': files,
  '--out': files,
  '--file': files,
  '--valid-for': free,
  '--timeout': free,
  '--interval': free,
  '--stable-for': free,
  '--rollback-timeout': free,
  '--weights': free,
  '--settle': free,
  '--drain': free,
  '--lease': free,
  '--as': { kind: 'listed', list: ways },
  '--probe': { kind: 'listed', list: ways },
  '--abort-if-probe-fails': free,
  '--port': free,
  '--rate': free,
  '--duration': free,
  '--count': free,
  '--connect-to': free,
  '--max-failures': free,
  '--max-gap': free,
  '--report': files,
  '--min-healthy': free,
  '--speed': free,
  '--seed': free,
  '--suppress': { kind: 'listed', list: findings },
  '--accept': { kind: 'listed', list: findings, separator: ',' },
  '--scenario': { kind: 'listed', list: scenarios, also: 'files' },
};

export const argumentSources: Readonly<Record<string, (program: Command) => Source>> = {
  service: () => ({ kind: 'services' }),
  code: () => ({ kind: 'listed', list: codes }),
  kind: () => ({ kind: 'listed', list: kinds }),
  topic: (program) => ({ kind: 'listed', list: () => helpTopics(program) }),
  command: () => files,
  file: () => files,
  fault: () => ({ kind: 'listed', list: faults }),
  parameters: () => free,
  ids: () => free,
};

async function findings(): Promise<Candidate[]> {
  const { explainedFindings } = await import('../../judge/findings/explained.ts');
  return explainedFindings().map(({ code, finding }) => ({ value: code, description: finding.title }));
}

async function codes(): Promise<Candidate[]> {
  const { explainedCodes } = await import('../../judge/explain.ts');
  const others = explainedCodes().map(({ code, family }) => ({ value: code, description: `a ${family} of a target` }));
  return [...(await findings()), ...others];
}

async function kinds(): Promise<Candidate[]> {
  const { schemas } = await import('../../output/schemas.ts');
  return Object.entries(schemas).map(([value, { of }]) => ({ value, description: of }));
}

async function faults(): Promise<Candidate[]> {
  const { faultKinds } = await import('../../commands/sandbox-fault-kinds.ts');
  return Object.entries(faultKinds).map(([value, { summary }]) => ({ value, description: summary }));
}

async function helpTopics(program: Command): Promise<Candidate[]> {
  const { topics } = await import('../../commands/help-topics.ts');
  const commands = program.createHelp().visibleCommands(program);
  return [
    ...commands.map((each) => ({ value: each.name(), description: each.summary() || each.description() })),
    ...Object.keys(topics()).map((value) => ({ value, description: 'a topic' })),
  ];
}

async function scenarios(): Promise<Candidate[]> {
  const { scenarioNames } = await import('../../commands/sandbox-scenarios.ts');
  return scenarioNames.map((value) => ({ value, description: 'a scenario of nlbctl’s' }));
}

async function ways(): Promise<Candidate[]> {
  const { probeWays } = await import('../../commands/probe-ways.ts');
  return Object.entries(probeWays).map(([value, description]) => ({ value, description }));
}
