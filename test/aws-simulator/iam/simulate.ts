import { ApiError, noSuchEntity } from '../api-error.ts';
import { authorize, type Call } from '../call.ts';
import { identityPolicies } from '../caller.ts';
import type { Principal } from '../model.ts';
import type { Context } from '../policy/conditions.ts';
import { parsePolicy, type Statement } from '../policy/document.ts';
import { evaluate } from '../policy/evaluate.ts';
import { accountOf, paged } from './shared.ts';

interface Source {
  readonly id: string;
  readonly kind: string;
  readonly statements: readonly Statement[];
}

/** The context is what the caller gives and nothing else, so that keys can be missing. */
function contextIn(call: Call): Context {
  const context: Record<string, readonly string[]> = {};
  for (const entry of call.params.structs('ContextEntries'))
    context[entry.need('ContextKeyName').toLowerCase()] = entry.list('ContextKeyValues');
  return context;
}

function principalOf(call: Call, arn: string): { kind: string; principal: Principal } {
  const match = /^arn:aws[a-z-]*:iam::([0-9]{12}):(user|role)\/(?:.*\/)?([^/]+)$/.exec(arn);
  if (!match)
    throw new ApiError(
      'InvalidInput',
      `Invalid Entity Arn: ${arn.slice(0, 200)} does not clearly define entity type and name.`,
    );
  const [, account, kind, name] = match;
  const principal = account === accountOf(call) ? call.store.get(kind as 'user' | 'role', account, name!) : undefined;
  if (principal?.arn !== arn) throw noSuchEntity(kind!, name!);
  return { kind: kind!, principal };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html */
export function simulatePrincipalPolicy(call: Call) {
  const arn = call.params.need('PolicySourceArn');
  authorize(call, [{ arn }]);
  const { kind, principal } = principalOf(call, arn);
  const sources: Source[] = [
    ...identityPolicies(call.store, accountOf(call), principal).map(({ id, document }) => ({
      id,
      kind,
      statements: parsePolicy(document),
    })),
    ...call.params.list('PolicyInputList').map((document, i) => ({
      id: `PolicyInputList.${i + 1}`,
      kind: 'none',
      statements: parsePolicy(document),
    })),
  ];
  const actions = call.params.list('ActionNames');
  if (actions.length === 0) throw new ApiError('ValidationError', 'actionNames must not be empty');
  const given = call.params.list('ResourceArns');
  const resources = given.length > 0 ? given : ['*'];
  const context = contextIn(call);
  const results = actions.flatMap((action) =>
    resources.map((resource) => resultOf(sources, action, resource, context)),
  );
  return paged(call, 'EvaluationResults', results);
}

function resultOf(sources: readonly Source[], action: string, resource: string, context: Context) {
  const statements = sources.flatMap((s) => s.statements);
  // IAM's simulator takes `*` for any resource: a statement about one ARN is then not met, one about `*` is.
  const { decision, matched } = evaluate(statements, { action, resource, context });
  const wanted = statements.flatMap((s) => Object.values(s.conditions).flatMap((keys) => Object.keys(keys)));
  return {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision: decision,
    MatchedStatements: sources.flatMap((s) =>
      s.statements.filter((x) => matched.includes(x)).map(() => ({ SourcePolicyId: s.id, SourcePolicyType: s.kind })),
    ),
    MissingContextValues: [...new Set(wanted)].filter((k) => !Object.hasOwn(context, k)),
  };
}
