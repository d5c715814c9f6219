import type { PolicyError } from '../../contracts/policies.ts';
import { CEDAR_SCHEMA } from '../policies/generated.ts';
import { annotationOffsets } from './annotations.ts';
import { cut, describeError, type CedarModule, type PolicyTexts } from './module.ts';
import { readAnnotations } from './obligations.ts';
import { positionOf } from './position.ts';

function annotationErrors(cedar: CedarModule, policy: string, text: string): PolicyError[] {
  const parsed = cedar.policyToJson(text);
  if (parsed.type === 'failure') return parsed.errors.map((e) => describeError(policy, e, text));
  const { problems } = readAnnotations(parsed.json.annotations ?? {});
  if (problems.length === 0) return [];
  const offsets = annotationOffsets(text);
  return problems.map((p) => {
    const offset = offsets.get(p.annotation);
    return {
      policy,
      message: cut(p.message),
      hint: cut(p.hint),
      ...(offset === undefined ? {} : positionOf(text, offset)),
    };
  });
}

/**
 * All that Cedar and the gate find wrong with policies: what does not parse, or, where everything parses, what does not fit
 * the schema and what annotations ask for that there is not.
 */
export function validatePolicies(cedar: CedarModule, policies: PolicyTexts): PolicyError[] {
  const unparsed = Object.entries(policies).flatMap(([id, text]) => {
    const parsed = cedar.checkParsePolicySet({ staticPolicies: { [id]: text } });
    return parsed.type === 'failure' ? parsed.errors.map((e) => describeError(id, e, text)) : [];
  });
  if (unparsed.length > 0) return unparsed;
  const answer = cedar.validate({ schema: CEDAR_SCHEMA, policies: { staticPolicies: { ...policies } } });
  const bySchema =
    answer.type === 'failure'
      ? answer.errors.map((e) => describeError('', e, undefined))
      : answer.validationErrors.map((v) => describeError(v.policyId, v.error, policies[v.policyId]));
  return [...bySchema, ...Object.entries(policies).flatMap(([id, text]) => annotationErrors(cedar, id, text))];
}
