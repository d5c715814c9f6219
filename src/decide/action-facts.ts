import type * as z from 'zod';
import { partitionOf } from '../aws/arn.ts';

/** Where an action acts. */
export interface Place {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

export interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: { readonly [operator: string]: { readonly [key: string]: string | readonly string[] } };
}

interface StepFacts {
  readonly id: string;
  permissions(params: never, place: Place): readonly Permission[];
}

/**
 * What the gate must know of a registered action to judge it: its own word on risk, lease, targets and permissions, so
 * that nobody else's is needed. The action registry satisfies it; the gate Worker hands it in.
 */
export interface ActionFacts {
  readonly id: string;
  readonly params: z.ZodType;
  readonly risk: 'reversible' | 'disruptive' | 'destructive';
  readonly lease: { readonly longestMs: number };
  target(params: never, place: Place): string;
  locks(params: never, place: Place): readonly string[];
  readPermissions(params: never, place: Place): readonly Permission[];
  readonly steps: readonly StepFacts[];
  readonly revert: readonly StepFacts[];
}

export type ActionCatalogue = ReadonlyMap<string, ActionFacts>;

/** The place that a spec names. */
export const placeOf = (spec: { account: string; region: string }): Place => ({
  account: spec.account,
  region: spec.region,
  partition: partitionOf(spec.region),
});
