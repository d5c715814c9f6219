import type { EntityJson } from '@cedar-policy/cedar-wasm';
import type { PolicyError, PolicyView } from '../../contracts/policies.ts';
import type { PolicyAnswer, PolicyInput, PolicyObligations } from '../../contracts/rpc.ts';
import { digestOf } from '../../kit/crypto.ts';
import { cut, type CedarModule, type PolicyTexts } from './module.ts';
import { readAnnotations, strictest } from './obligations.ts';
import { validatePolicies } from './validate.ts';

export interface Engine {
  evaluate(policies: PolicyTexts, inputs: readonly PolicyInput[]): PolicyAnswer[];
  validate(policies: PolicyTexts): PolicyError[];
  /** Effect and annotations of each. */
  describe(policies: PolicyTexts): PolicyView[];
}

/** Cedar keeps parsed sets for good: so many slots are reused in turn, so that its memory stays bounded. */
const PARSED_SETS = 16;

/** A parsed set: its slot in Cedar, and what its policies ask besides; a problem where that cannot be read. */
interface Prepared {
  readonly slot: string;
  readonly obligations: ReadonlyMap<string, PolicyObligations>;
  readonly problems: ReadonlyMap<string, string>;
}

const uid = (type: 'Actor' | 'Account' | 'Resource' | 'Action', id: string) => ({ type: `Vedette::${type}`, id });

function entitiesOf(input: PolicyInput): EntityJson[] {
  const { id, account, region, environment, tags } = input.resource;
  return [
    { uid: uid('Actor', input.principal), attrs: {}, parents: [] },
    { uid: uid('Account', account), attrs: {}, parents: [] },
    {
      uid: uid('Resource', id),
      attrs: { account, region, environment },
      parents: [uid('Account', account)],
      tags: { ...tags },
    },
  ];
}

/** What Cedar says to one question: the policies that matched decide (`reasons`), those that failed are in `failed`. */
interface Said {
  readonly allowed: boolean;
  readonly reasons: string[];
  readonly failed: string[];
  readonly errors: string[];
}

/**
 * The policy engine: two questions to Cedar an action. A `forbid` that matches `propose` forbids; else a `permit` on `act`
 * that nothing forbids permits; else a person is asked, and so too whenever anything could not be evaluated.
 *
 * Obligations come from the annotations of the policies that decided: the permits on `act` of what goes by itself, the
 * forbids on `act` of what asks, and in both cases the permits on `propose`, which say how a thing may be proposed at all.
 * A policy that could not be evaluated counts as one that decided.
 */
export function createEngine(cedar: CedarModule): Engine {
  const sets = new Map<string, Prepared>(); // by the digest of a set, least recently used first

  const free = Array.from({ length: PARSED_SETS }, (_, n) => `set-${n}`);

  /** Takes the slot of the set that was not used for longest. */
  function evict(): string {
    const [oldest, freed] = sets.entries().next().value!;
    sets.delete(oldest);
    return freed.slot;
  }

  function prepare(policies: PolicyTexts): Prepared | { errors: string[] } {
    const digest = digestOf(policies);
    const known = sets.get(digest);
    if (known !== undefined) {
      sets.delete(digest);
      sets.set(digest, known);
      return known;
    }
    const slot = free.pop() ?? evict();
    const parsed = cedar.preparsePolicySet(slot, { staticPolicies: { ...policies } });
    if (parsed.type === 'failure') {
      free.push(slot);
      return { errors: parsed.errors.map((e) => cut(e.message)) };
    }
    const prepared = { slot, ...obligationsOf(policies) };
    sets.set(digest, prepared);
    return prepared;
  }

  function obligationsOf(policies: PolicyTexts): Omit<Prepared, 'slot'> {
    const obligations = new Map<string, PolicyObligations>();
    const problems = new Map<string, string>();
    for (const [id, text] of Object.entries(policies)) {
      // Parsing again costs more than the rest: most policies have no annotation at all.
      if (!text.includes('@')) continue;
      const parsed = cedar.policyToJson(text);
      const read = parsed.type === 'success' ? readAnnotations(parsed.json.annotations ?? {}) : undefined;
      const problem = read?.problems[0]?.message ?? (read ? undefined : 'its annotations cannot be read');
      if (problem !== undefined) problems.set(id, cut(`${id}: ${problem}`));
      if (read) obligations.set(id, read.obligations);
    }
    return { obligations, problems };
  }

  function question(slot: string, input: PolicyInput, action: 'act' | 'propose'): Said {
    const answer = cedar.statefulIsAuthorized({
      principal: uid('Actor', input.principal),
      action: uid('Action', action),
      resource: uid('Resource', input.resource.id),
      context: { action: input.action, ...input.context },
      preparsedPolicySetId: slot,
      entities: entitiesOf(input),
    });
    if (answer.type === 'failure')
      return { allowed: false, reasons: [], failed: [], errors: answer.errors.map((e) => cut(e.message)) };
    const { decision, diagnostics } = answer.response;
    return {
      allowed: decision === 'allow',
      reasons: diagnostics.reason.toSorted(),
      failed: diagnostics.errors.map((e) => e.policyId),
      errors: diagnostics.errors.map((e) => cut(`${e.policyId}: ${e.error.message}`)),
    };
  }

  function one(set: Prepared, input: PolicyInput): PolicyAnswer {
    const propose = question(set.slot, input, 'propose');
    // Without a `permit` on `propose` Cedar denies by default, with no reason: only a matching `forbid` forbids.
    if (!propose.allowed && propose.reasons.length > 0)
      return { opId: input.opId, outcome: 'forbid', reasons: propose.reasons, errors: propose.errors };
    const act = question(set.slot, input, 'act');
    const decided = [...new Set([...propose.reasons, ...act.reasons, ...propose.failed, ...act.failed])];
    const errors = [...propose.errors, ...act.errors, ...decided.flatMap((id) => set.problems.get(id) ?? [])];
    const obligations = strictest(decided.flatMap((id) => set.obligations.get(id) ?? []));
    const asked = obligations === undefined ? {} : { obligations };
    if (act.allowed && errors.length === 0)
      return { opId: input.opId, outcome: 'permit', reasons: act.reasons, errors: [], ...asked };
    return {
      opId: input.opId,
      outcome: 'ask',
      reasons: act.reasons.length > 0 ? act.reasons : ['no policy permits it: a person decides'],
      errors,
      ...asked,
    };
  }

  return {
    evaluate(policies, inputs) {
      const prepared = prepare(policies);
      if ('errors' in prepared)
        return inputs.map((i) => ({
          opId: i.opId,
          outcome: 'ask',
          reasons: ['the policies do not parse: a person decides'],
          errors: prepared.errors,
        }));
      return inputs.map((input) => one(prepared, input));
    },
    validate: (policies) => validatePolicies(cedar, policies),
    describe: (policies) =>
      Object.entries(policies)
        .map(([id, text]): PolicyView => {
          const parsed = cedar.policyToJson(text);
          if (parsed.type === 'failure') return { id, text, obligations: {}, notes: {} };
          const annotations = parsed.json.annotations ?? {};
          const notes = ['description', 'owner'].flatMap((n) => (annotations[n] ? [[n, annotations[n]]] : []));
          return {
            id,
            text,
            effect: parsed.json.effect,
            obligations: readAnnotations(annotations).obligations,
            notes: Object.fromEntries(notes) as Record<string, string>,
          };
        })
        .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  };
}
