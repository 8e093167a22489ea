import eksWorkshop from '../scenarios/eks-workshop.yaml';

/** The scenarios that come along, as YAML, by their names. */
export const builtin: Readonly<Record<string, string>> = { 'eks-workshop': eksWorkshop };

export const scenarioNames: readonly string[] = Object.keys(builtin);
