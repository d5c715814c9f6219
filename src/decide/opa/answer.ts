import * as z from 'zod';
import { Outcome } from '../../contracts/plan.ts';
import { Obligations } from '../../contracts/policies.ts';
import type { PolicyObligations } from '../../contracts/rpc.ts';
import { digestOf } from '../../kit/crypto.ts';
import { definedOnly } from '../defined.ts';

/** What the rule must answer. Anything beside it is a mistake in the rule, and mistakes ask a person. */
const Decided = z.strictObject({
  outcome: Outcome,
  reasons: z.array(z.string().max(300)).max(32).optional(),
  obligations: Obligations.refine(
    (o) => (o.strategy === 'scheduled') === (o.window !== undefined),
    'a scheduled action names its window, and only that one does',
  ).optional(),
});

/** `provenance`, as OPA adds it where `?provenance=true` asks; `revision` alone is of bundles in their old form. */
const Provenance = z.object({
  revision: z.string().max(500).optional(),
  bundles: z.record(z.string(), z.object({ revision: z.string().max(500).optional() })).optional(),
});

/** The rest of OPA's answer (`decision_id`, `metrics`, `warning`) may be there or not. */
const Answer = z.object({ result: z.unknown().optional(), provenance: z.unknown().optional() });

export interface OpaDecision {
  readonly outcome: z.infer<typeof Outcome>;
  readonly reasons: readonly string[];
  readonly obligations?: PolicyObligations;
  /** Of the policies that decided, where OPA says */
  readonly revision?: string;
}

function revisionOf(provenance: unknown): string | undefined {
  const parsed = Provenance.safeParse(provenance);
  if (!parsed.success) return undefined;
  const bundles = Object.entries(parsed.data.bundles ?? {}).flatMap(([name, b]) =>
    b.revision === undefined || b.revision === '' ? [] : [[name, b.revision] as const],
  );
  if (bundles.length > 1) return digestOf(Object.fromEntries(bundles)).slice(0, 12);
  const revision = bundles[0]?.[1] ?? parsed.data.revision;
  // As long as a policy version may be, and of characters that a log line can hold.
  if (revision === undefined || revision === '') return undefined;
  return /^[\w.:/+-]{1,80}$/.test(revision) ? revision : digestOf(revision).slice(0, 12);
}

/**
 * The decision in an answer's body, or what is wrong with it. OPA answers 200 without `result` where the rule is undefined
 * (https://www.openpolicyagent.org/docs/rest-api#get-a-document-with-input). Pure.
 */
export function parseAnswer(body: string): OpaDecision | { readonly problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { problem: 'its answer is not JSON' };
  }
  const answer = Answer.safeParse(json);
  if (!answer.success) return { problem: 'its answer is not an object' };
  if (answer.data.result === undefined) return { problem: 'the rule is undefined for this input' };
  const decided = Decided.safeParse(answer.data.result);
  if (!decided.success) {
    const issue = decided.error.issues[0];
    const where = (issue?.path ?? []).map(String).join('.').slice(0, 60);
    return { problem: `its result is not a decision${where === '' ? '' : ` (at ${where})`}` };
  }
  const { outcome, reasons = [], obligations } = decided.data;
  const revision = revisionOf(answer.data.provenance);
  return {
    outcome,
    reasons,
    ...(obligations === undefined ? {} : { obligations: definedOnly(obligations) }),
    ...(revision === undefined ? {} : { revision }),
  };
}
