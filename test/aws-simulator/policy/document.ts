import { ApiError } from '../api-error.ts';
import { isOperator } from './conditions.ts';

/** operator → key → values */
export type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

export interface Statement {
  readonly sid: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  /** NotAction */
  readonly notActions: boolean;
  readonly resources: readonly string[];
  readonly notResources: boolean;
  /** Not in identity policies: AWS principals, `*` or ARNs or account ids, and `Service:…` for others */
  readonly principals: readonly string[];
  readonly conditions: Conditions;
}

/** Whose policy: an identity's, a role's trust, or a bucket's. */
export type PolicyKind = 'identity' | 'trust' | 'resource';

const bad = (why: string): ApiError => new ApiError('MalformedPolicyDocument', why);
const isObject = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v);

function texts(value: unknown, where: string): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw bad(`${where} must not be empty`);
  return list.map((v) => {
    if (typeof v === 'string') return v;
    if (typeof v === 'boolean' || typeof v === 'number') return String(v);
    throw bad(`${where} must hold strings`);
  });
}

const KNOWN = new Set(['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'Condition']);

function conditionsOf(value: unknown): Conditions {
  if (value === undefined) return {};
  if (!isObject(value)) throw bad('Condition must be an object');
  return Object.fromEntries(
    Object.entries(value).map(([operator, keys]) => {
      if (!isOperator(operator)) throw bad(`Invalid Condition type : ${operator}.`);
      if (!isObject(keys)) throw bad('Syntax errors in policy.');
      return [
        operator,
        Object.fromEntries(Object.entries(keys).map(([k, v]) => [k.toLowerCase(), texts(v, `Condition ${k}`)])),
      ];
    }),
  );
}

function principalsOf(value: unknown): string[] {
  if (value === '*') return ['*'];
  if (!isObject(value)) throw bad('Principal must be * or an object');
  return Object.entries(value).flatMap(([kind, v]) =>
    texts(v, 'Principal').map((p) => (kind === 'AWS' ? p : `${kind}:${p}`)),
  );
}

function statementOf(value: unknown, kind: PolicyKind): Statement {
  if (!isObject(value)) throw bad('Syntax errors in policy.');
  for (const name of Object.keys(value)) if (!KNOWN.has(name)) throw bad(`Syntax error: unknown element ${name}`);
  const { Sid, Effect, Action, NotAction, Resource, NotResource, Principal, Condition } = value;
  if (Effect !== 'Allow' && Effect !== 'Deny') throw bad('Effect must be Allow or Deny');
  if ((Action === undefined) === (NotAction === undefined)) throw bad('Policy statement must contain actions.');
  const actions = texts(Action ?? NotAction, 'Action');
  for (const a of actions)
    if (a !== '*' && !/^[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+$/.test(a))
      throw bad('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  if (kind === 'identity') {
    if (Principal !== undefined) throw bad('Policy document should not specify a principal.');
    if ((Resource === undefined) === (NotResource === undefined)) throw bad('Policy statement must contain resources.');
  } else {
    if (Principal === undefined) throw bad('Policy document must specify a principal.');
    if (kind === 'trust' && (Resource !== undefined || NotResource !== undefined))
      throw bad('Has prohibited field Resource');
    if (kind === 'resource' && (Resource === undefined) === (NotResource === undefined))
      throw bad('Policy statement must contain resources.');
  }
  const resources = kind === 'trust' ? ['*'] : texts(Resource ?? NotResource, 'Resource');
  for (const r of resources)
    if (r !== '*' && !r.startsWith('arn:')) throw bad(`Resource ${r.slice(0, 100)} must be in ARN format or "*".`);
  return {
    sid: typeof Sid === 'string' ? Sid : '',
    effect: Effect,
    actions,
    notActions: NotAction !== undefined,
    resources,
    notResources: NotResource !== undefined,
    principals: kind === 'identity' ? [] : principalsOf(Principal),
    conditions: conditionsOf(Condition),
  };
}

/** Statements of a policy document. Throws MalformedPolicyDocument as IAM would. */
export function parsePolicy(text: string, kind: PolicyKind = 'identity'): Statement[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw bad('Syntax errors in policy.');
  }
  if (!isObject(document) || document['Statement'] === undefined) throw bad('Syntax errors in policy.');
  const { Version, Statement } = document;
  if (Version !== undefined && Version !== '2012-10-17' && Version !== '2008-10-17')
    throw bad('The policy must contain a valid version string');
  const statements: unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  if (statements.length === 0) throw bad('Syntax errors in policy.');
  return statements.map((s) => statementOf(s, kind));
}
