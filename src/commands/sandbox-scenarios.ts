/** The scenarios' names alone, for completion: reading a scenario takes a parser and a validator, which nobody waits for there. */
export { scenarioNames } from '../sandbox/scenario/builtin.ts';
