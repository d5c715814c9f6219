import type {
  AuthorizationAnswer,
  CheckParseAnswer,
  DetailedError,
  PolicySet,
  PolicyToJsonAnswer,
  StatefulAuthorizationCall,
  ValidationAnswer,
  ValidationCall,
} from '@cedar-policy/cedar-wasm';
import type { PolicyError } from '../../contracts/policies.ts';
import { positionOf } from './position.ts';

/** The part of Cedar's Wasm module that is used; the Worker and the tests load it differently. */
export interface CedarModule {
  preparsePolicySet(id: string, policies: PolicySet): CheckParseAnswer;
  statefulIsAuthorized(call: StatefulAuthorizationCall): AuthorizationAnswer;
  validate(call: ValidationCall): ValidationAnswer;
  checkParsePolicySet(policies: PolicySet): CheckParseAnswer;
  policyToJson(policy: string): PolicyToJsonAnswer;
}

export type PolicyTexts = Readonly<Record<string, string>>;

const MAX_MESSAGE_CHARS = 300;

export const cut = (text: string): string =>
  text.length > MAX_MESSAGE_CHARS ? `${text.slice(0, MAX_MESSAGE_CHARS - 1)}…` : text;

/** One of Cedar's errors, with its place in the policy's text. */
export function describeError(policy: string, e: DetailedError, text: string | undefined): PolicyError {
  const start = e.sourceLocations?.[0]?.start;
  const hint = e.help ?? e.sourceLocations?.find((l) => l.label !== null)?.label;
  return {
    policy,
    message: cut(e.message),
    ...(start === undefined ? {} : text === undefined ? { offset: start } : positionOf(text, start)),
    ...(hint ? { hint: cut(hint) } : {}),
  };
}
