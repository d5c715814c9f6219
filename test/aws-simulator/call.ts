import type { ApiError } from './api-error.ts';
import { accessDenied } from './auth-errors.ts';
import { identityPolicies, type Caller } from './caller.ts';
import type { Tags } from './model.ts';
import type { Params } from './params.ts';
import type { Context } from './policy/conditions.ts';
import { parsePolicy } from './policy/document.ts';
import { evaluate } from './policy/evaluate.ts';
import type { ServiceName } from './service-name.ts';
import type { Store } from './store.ts';
import { iso, type Out } from './xml-out.ts';

/** What a call acts on: an ARN with its tags and further condition keys. */
export interface Resource {
  readonly arn: string;
  readonly tags?: Tags;
  readonly keys?: Context;
}

/** One authenticated call on its way through an operation. */
export interface Call {
  readonly store: Store;
  readonly caller: Caller;
  readonly service: ServiceName;
  readonly operation: string;
  readonly params: Params;
  readonly region: string;
  readonly requestId: string;
  /** The world's time, ms */
  readonly now: number;
  readonly userAgent: string;
  readonly sourceIp: string;
  /** ARNs that were asked about, for the log of calls */
  readonly touched: Set<string>;
}

/** An operation. What it returns is the inside of its result element; undefined means that there is none. */
export type Handler = (call: Call) => { readonly [name: string]: Out } | undefined;
export type Handlers = Readonly<Record<string, Handler>>;

/** EC2's entities are scoped by this. */
export const placeOf = (call: Call): string => `${call.caller.account}/${call.region}`;

const lowerKeys = (prefix: string, tags: Tags): Context =>
  Object.fromEntries(Object.entries(tags).map(([k, v]) => [`${prefix}/${k}`.toLowerCase(), [v]]));

/** Services with a `…:ResourceTag` of their own besides `aws:ResourceTag`. */
const OWN_TAG_KEY: ReadonlySet<ServiceName> = new Set(['ec2', 'iam']);

/** Condition keys of every call: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
export function contextOf(call: Call, resource: Resource | undefined, requestTags: Tags = {}): Context {
  const { caller } = call;
  const { session } = caller;
  return {
    'aws:principalarn': [caller.of === 'role' ? caller.principal.arn : caller.arn],
    'aws:principalaccount': [caller.account],
    'aws:principaltype': [caller.of === 'role' ? 'AssumedRole' : 'User'],
    'aws:userid': [caller.userId],
    ...(caller.of === 'user' ? { 'aws:username': [caller.principal.name] } : {}),
    ...(session ? { 'aws:tokenissuetime': [iso(session.issuedAt)], 'aws:multifactorauthpresent': ['false'] } : {}),
    'aws:currenttime': [iso(call.now)],
    'aws:epochtime': [String(Math.floor(call.now / 1000))],
    'aws:requestedregion': [call.region],
    'aws:securetransport': ['true'],
    'aws:useragent': [call.userAgent],
    'aws:sourceip': [call.sourceIp],
    ...(call.service === 'ec2' ? { 'ec2:region': [call.region] } : {}),
    ...lowerKeys('aws:principaltag', caller.principal.tags),
    ...(resource?.tags
      ? {
          ...lowerKeys('aws:resourcetag', resource.tags),
          ...(OWN_TAG_KEY.has(call.service) ? lowerKeys(`${call.service}:resourcetag`, resource.tags) : {}),
        }
      : {}),
    ...lowerKeys('aws:requesttag', requestTags),
    ...(Object.keys(requestTags).length > 0 ? { 'aws:tagkeys': Object.keys(requestTags) } : {}),
    ...resource?.keys,
  };
}

export interface Ask {
  /** `iam:GetUser`; the call's own by default */
  readonly action?: string;
  readonly requestTags?: Tags;
}

/**
 * Lets the call go on only if the caller's identity policies, and its session policies if it has any, allow the action
 * on every one of the resources. Throws the service's own refusal.
 */
export function authorize(call: Call, resources: readonly Resource[] = [{ arn: '*' }], ask: Ask = {}): void {
  const action = ask.action ?? `${call.service}:${call.operation}`;
  for (const resource of resources) {
    call.touched.add(resource.arn);
    const why = refusal(call, action, resource, ask.requestTags);
    if (why !== undefined) throw denied(call, action, resource.arn, why);
  }
}

function refusal(call: Call, action: string, resource: Resource, requestTags?: Tags): string | undefined {
  const question = { action, resource: resource.arn, context: contextOf(call, resource, requestTags) };
  const { store, caller } = call;
  const identity = identityPolicies(store, caller.account, caller.principal).flatMap((p) => parsePolicy(p.document));
  const own = evaluate(identity, question).decision;
  if (own === 'explicitDeny') return 'with an explicit deny in an identity-based policy';
  const sessionPolicies = caller.session?.policies ?? [];
  if (sessionPolicies.length > 0) {
    const narrowed = evaluate(
      sessionPolicies.flatMap((p) => parsePolicy(p)),
      question,
    ).decision;
    if (narrowed === 'explicitDeny') return 'with an explicit deny in a session policy';
    if (narrowed === 'implicitDeny' && own === 'allowed')
      return `because no session policy allows the ${action} action`;
  }
  return own === 'allowed' ? undefined : `because no identity-based policy allows the ${action} action`;
}

function denied(call: Call, action: string, resource: string, why: string): ApiError {
  const on = call.service === 's3' ? `"${resource}"` : resource;
  return accessDenied(
    call.service,
    `User: ${call.caller.arn} is not authorized to perform: ${action} on resource: ${on} ${why}`,
  );
}
