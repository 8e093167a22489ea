import type { Verdict } from '../model/inspection.ts';
import { targetKey } from './expected-set.ts';
import type { Standing } from './standing.ts';

/** What a process has seen of one Service, folded: plain JSON, never saved. */
export interface History {
  readonly looks: number;
  /** RFC 3339, as every instant here; null before the first look. */
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  /** When anything in AWS or the bindings last differed from the look before; null: not since the first look. */
  readonly movedAt: string | null;
  /** The number of that look, from 1. */
  readonly movedLook: number | null;
  /** What is compared to tell. */
  readonly movement: string | null;
  /** By `ARN id:port`: since when each target has its verdict and its state. Targets that are gone are forgotten. */
  readonly targets: Readonly<Record<string, TargetHistory>>;
  /** Looks one after another with the same Standing, oldest first; only the last ones are kept. */
  readonly runs: readonly Run[];
  /** Every target group seen so far, by ARN, also those that are gone. */
  readonly groups: Readonly<Record<string, SeenGroup>>;
  /** Every binding seen so far, by name, also those that are gone. */
  readonly bindings: Readonly<Record<string, SeenBinding>>;
  /** Since when each group, by ARN, has been able to carry all of the traffic; one that cannot is not in it. */
  readonly whole: Readonly<Record<string, Since>>;
  /** Since when each listener, by port, has shared its connections as it does. */
  readonly shares: Readonly<Record<string, Share>>;
  /** Every target type that the annotation was seen to have, exactly as written, in the order of their first look. */
  readonly asked: readonly string[];
  /** What this process last wrote to each annotation; null: it took the annotation away. */
  readonly written: Readonly<Record<string, string | null>>;
  /** The version of the Service that this process last wrote over: to see it again is to read what is old. */
  readonly writtenOver: string | null;
  /** When this process last touched the Service; null: never. */
  readonly touchedAt: string | null;
  /** The NLB seen last; null: never one. */
  readonly loadBalancerArn: string | null;
  /** How many looks in a row found an NLB in the status that AWS does not have. */
  readonly goneLooks: number;
}

export interface TargetHistory {
  readonly verdict: Verdict;
  readonly since: string;
  readonly looks: number;
  /** State and reason as ELBv2 spells them. */
  readonly state: string;
  readonly stateSince: string;
}

export interface Run {
  readonly standing: Standing;
  readonly since: string;
  readonly until: string;
  readonly looks: number;
}

/** Since when, and for how many looks one after another. */
export interface Since {
  readonly since: string;
  readonly looks: number;
}

export interface Share {
  /** The weights by ARN, as one text to compare. */
  readonly text: string;
  readonly since: string;
  /** Whether this process saw it become so; else it may have been so for long. */
  readonly wasSeen: boolean;
}

export interface SeenGroup {
  readonly name: string;
  readonly type: string;
  readonly firstAt: string;
  readonly lastAt: string;
}

export interface SeenBinding {
  readonly targetGroupArn: string | null;
  readonly targetType: string | null;
  readonly firstAt: string;
  readonly lastAt: string;
}

export const noHistory: History = {
  looks: 0,
  firstAt: null,
  lastAt: null,
  movedAt: null,
  movedLook: null,
  movement: null,
  targets: {},
  runs: [],
  groups: {},
  bindings: {},
  whole: {},
  shares: {},
  asked: [],
  written: {},
  writtenOver: null,
  touchedAt: null,
  loadBalancerArn: null,
  goneLooks: 0,
};

/** The key of a target in a history. */
export function historyKey(groupArn: string, target: { readonly id: string; readonly port: number }): string {
  return `${groupArn} ${targetKey(target)}`;
}
