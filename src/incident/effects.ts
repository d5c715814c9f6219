import type { InvestigationJob, NotifyJob } from '../contracts/agents.ts';
import type { AcquireRequest, ActionSpec } from '../contracts/custody.ts';
import type { Finding } from '../contracts/finding.ts';
import type { EntryInput } from '../contracts/ledger.ts';
import type { Draft, PreviewedDraft } from '../contracts/plan.ts';

/** What the shell must do. Each ends in an outcome event, or in `effect_failed`, which has an owner: a person. */
export type EffectBody =
  | { readonly kind: 'investigate'; readonly job: Omit<InvestigationJob, 'findings' | 'omitted'> }
  | {
      readonly kind: 'propose';
      readonly revision: number;
      readonly covered: readonly string[];
      /** Instead of a whole plan: controls in the place of these, which the policy forbids. */
      readonly forbidden?: readonly { readonly draft: Draft; readonly reasons: readonly string[] }[];
    }
  | { readonly kind: 'preview'; readonly revision: number; readonly drafts: readonly Draft[] }
  | {
      readonly kind: 'decide';
      readonly revision: number;
      readonly risk: number;
      readonly drafts: readonly PreviewedDraft[];
      readonly at: number;
    }
  /** Reads AWS for a task that a person says is done. */
  | { readonly kind: 'check'; readonly opId: string; readonly spec: ActionSpec }
  | { readonly kind: 'permit'; readonly plan: string; readonly digest: string; readonly at: number }
  | { readonly kind: 'void'; readonly plan: string; readonly reason: string }
  | { readonly kind: 'acquire'; readonly request: AcquireRequest }
  | { readonly kind: 'status'; readonly opId: string; readonly spec: ActionSpec }
  | { readonly kind: 'release'; readonly opId: string; readonly spec: ActionSpec; readonly reason: string }
  /** All findings of the log to `into`; done when `into` holds them durably. */
  | { readonly kind: 'merge'; readonly into: string; readonly actor: string; readonly reason: string }
  /** Agents that did not answer in time: their circuit breakers hear of it. */
  | { readonly kind: 'agent_silent'; readonly agents: readonly ('analyst' | 'inspector')[] }
  /** What an agent's job cost, for its budget. */
  | {
      readonly kind: 'agent_used';
      readonly agent: 'analyst';
      readonly id: string;
      readonly tokens: number;
      readonly microUsd: number;
    }
  | { readonly kind: 'notify'; readonly job: NotifyJob }
  | { readonly kind: 'ledger'; readonly entry: EntryInput };

export interface Effect {
  /** Made from the event that caused it, so that the same event makes the same effect. */
  readonly id: string;
  readonly body: EffectBody;
}

export type TimerChange =
  | { readonly name: string; readonly due: number }
  | { readonly name: string; readonly clear: true };

export interface Reduction<S> {
  readonly state: S;
  readonly effects: readonly Effect[];
  readonly timers: readonly TimerChange[];
}
export type { Finding };
