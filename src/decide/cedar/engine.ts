import type {
  AuthorizationAnswer,
  CheckParseAnswer,
  DetailedError,
  EntityJson,
  PolicySet,
  StatefulAuthorizationCall,
  ValidationAnswer,
  ValidationCall,
} from '@cedar-policy/cedar-wasm';
import type { PolicyAnswer, PolicyInput } from '../../contracts/rpc.ts';
import { digestOf } from '../../kit/crypto.ts';
import { CEDAR_SCHEMA } from '../policies/generated.ts';

/** The part of Cedar's Wasm module that is used; the Worker and the tests load it differently. */
export interface CedarModule {
  preparsePolicySet(id: string, policies: PolicySet): CheckParseAnswer;
  statefulIsAuthorized(call: StatefulAuthorizationCall): AuthorizationAnswer;
  validate(call: ValidationCall): ValidationAnswer;
  checkParsePolicySet(policies: PolicySet): CheckParseAnswer;
}

export interface PolicyError {
  readonly policy: string;
  readonly message: string;
  /** Into the policy's text, in UTF-8 bytes as Cedar counts them. */
  readonly offset?: number;
  readonly hint?: string;
}

export interface Engine {
  evaluate(policies: Readonly<Record<string, string>>, inputs: readonly PolicyInput[]): PolicyAnswer[];
  validate(policies: Readonly<Record<string, string>>): PolicyError[];
}

/** Cedar keeps parsed sets for good: so many slots are reused in turn, so that its memory stays bounded. */
const PARSED_SETS = 16;
const MAX_MESSAGE_CHARS = 300;

const cut = (text: string): string =>
  text.length > MAX_MESSAGE_CHARS ? `${text.slice(0, MAX_MESSAGE_CHARS - 1)}…` : text;

function describe(policy: string, e: DetailedError): PolicyError {
  const offset = e.sourceLocations?.[0]?.start;
  const hint = e.help ?? e.sourceLocations?.find((l) => l.label !== null)?.label;
  return {
    policy,
    message: cut(e.message),
    ...(offset === undefined ? {} : { offset }),
    ...(hint ? { hint: cut(hint) } : {}),
  };
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

/**
 * The policy engine: two questions to Cedar an action. A `forbid` that matches `propose` forbids; else a `permit` on `act`
 * that nothing forbids permits; else a person is asked, and so too whenever anything could not be evaluated.
 */
export function createEngine(cedar: CedarModule): Engine {
  const slots = new Map<string, string>(); // digest of a set → its slot in Cedar, least recently used first

  function prepare(policies: Readonly<Record<string, string>>): { slot: string } | { errors: string[] } {
    const digest = digestOf(policies);
    const known = slots.get(digest);
    if (known !== undefined) {
      slots.delete(digest);
      slots.set(digest, known);
      return { slot: known };
    }
    let slot = `set-${slots.size}`;
    if (slots.size >= PARSED_SETS) {
      const [oldest, freed] = slots.entries().next().value!;
      slots.delete(oldest);
      slot = freed;
    }
    const parsed = cedar.preparsePolicySet(slot, { staticPolicies: { ...policies } });
    if (parsed.type === 'failure') return { errors: parsed.errors.map((e) => cut(e.message)) };
    slots.set(digest, slot);
    return { slot };
  }

  function question(slot: string, input: PolicyInput, action: 'act' | 'propose') {
    const answer = cedar.statefulIsAuthorized({
      principal: uid('Actor', input.principal),
      action: uid('Action', action),
      resource: uid('Resource', input.resource.id),
      context: { action: input.action, ...input.context },
      preparsedPolicySetId: slot,
      entities: entitiesOf(input),
    });
    if (answer.type === 'failure')
      return { allowed: false, reasons: [] as string[], errors: answer.errors.map((e) => cut(e.message)) };
    const { decision, diagnostics } = answer.response;
    return {
      allowed: decision === 'allow',
      reasons: diagnostics.reason.toSorted(),
      errors: diagnostics.errors.map((e) => cut(`${e.policyId}: ${e.error.message}`)),
    };
  }

  function one(slot: string, input: PolicyInput): PolicyAnswer {
    const propose = question(slot, input, 'propose');
    // Without a `permit` on `propose` Cedar denies by default, with no reason: only a matching `forbid` forbids.
    if (!propose.allowed && propose.reasons.length > 0)
      return { opId: input.opId, outcome: 'forbid', reasons: propose.reasons, errors: propose.errors };
    const act = question(slot, input, 'act');
    const errors = [...propose.errors, ...act.errors];
    if (act.allowed && errors.length === 0)
      return { opId: input.opId, outcome: 'permit', reasons: act.reasons, errors: [] };
    return {
      opId: input.opId,
      outcome: 'ask',
      reasons: act.reasons.length > 0 ? act.reasons : ['no policy permits it: a person decides'],
      errors,
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
      return inputs.map((input) => one(prepared.slot, input));
    },

    validate(policies) {
      const unparsed = Object.entries(policies).flatMap(([id, text]) => {
        const parsed = cedar.checkParsePolicySet({ staticPolicies: { [id]: text } });
        return parsed.type === 'failure' ? parsed.errors.map((e) => describe(id, e)) : [];
      });
      if (unparsed.length > 0) return unparsed;
      const answer = cedar.validate({ schema: CEDAR_SCHEMA, policies: { staticPolicies: { ...policies } } });
      if (answer.type === 'failure') return answer.errors.map((e) => describe('', e));
      return answer.validationErrors.map((v) => describe(v.policyId, v.error));
    },
  };
}
