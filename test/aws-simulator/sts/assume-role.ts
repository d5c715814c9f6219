import { ApiError } from '../api-error.ts';
import { contextOf, type Call, type Resource } from '../call.ts';
import { identityPolicies } from '../caller.ts';
import { newSecret, newToken } from '../iam/keys.ts';
import type { Role, Session } from '../model.ts';
import { awsManaged } from '../policy/managed.ts';
import { parsePolicy, type Statement } from '../policy/document.ts';
import { evaluate } from '../policy/evaluate.ts';
import { iso } from '../xml-out.ts';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const DURATION_LEAST_SECONDS = 900;
const DURATION_DEFAULT_SECONDS = 3600;
/** A role that was assumed by a role: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining */
const CHAINED_MOST_SECONDS = 3600;
const POLICY_MOST_CHARS = 2048;

const refused = (call: Call, arn: string): ApiError =>
  new ApiError(
    'AccessDenied',
    `User: ${call.caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
    403,
  );

/** The name that a session is asked to have. Throws ValidationError. */
export function checkSessionName(call: Call): string {
  const sessionName = call.params.need('RoleSessionName');
  if (/^[\w+=,.@-]{2,64}$/.test(sessionName)) return sessionName;
  throw new ApiError(
    'ValidationError',
    `1 validation error detected: Value '${sessionName.slice(0, 80)}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
  );
}

/** The role that an ARN names, if it is there. */
export function roleIn(call: Call, arn: string): { account: string; role: Role | undefined } {
  const match = /^arn:aws:iam::([0-9]{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn);
  if (!match) throw new ApiError('ValidationError', `${arn.slice(0, 100)} is invalid`);
  const [, account, name] = match;
  const role = call.store.get('role', account!, name!);
  return { account: account!, role: role?.arn === arn ? role : undefined };
}

export function assumeRole(call: Call) {
  const arn = call.params.need('RoleArn');
  const sessionName = checkSessionName(call);
  call.touched.add(arn);
  const { account, role } = roleIn(call, arn);
  if (!role) throw refused(call, arn);
  const resource: Resource = {
    arn,
    tags: role.tags,
    keys: {
      'sts:rolesessionname': [sessionName],
      ...(call.params.text('ExternalId') === undefined ? {} : { 'sts:externalid': [call.params.text('ExternalId')!] }),
    },
  };
  if (!mayAssume(call, account, role, resource)) throw refused(call, arn);
  const policies = sessionPolicies(call, account);
  const seconds = durationOf(call, role);
  const session = open(call, {
    account,
    of: 'role',
    name: role.name,
    sessionName,
    policies,
    expiresAt: call.now + seconds * 1000,
  });
  return {
    Credentials: credentialsOut(session),
    AssumedRoleUser: {
      AssumedRoleId: `${role.id}:${sessionName}`,
      Arn: `arn:aws:sts::${account}:assumed-role/${role.name}/${sessionName}`,
    },
    ...(policies.length > 0 ? { PackedPolicySize: packed(policies) } : {}),
  };
}

/**
 * The trust policy must allow it. In the same account a trust policy that names the caller itself is enough; one that names the
 * account leaves it to the caller's own policies; across accounts both are needed.
 */
function mayAssume(call: Call, account: string, role: Role, resource: Resource): boolean {
  const { caller, store } = call;
  const question = { action: 'sts:AssumeRole', resource: resource.arn, context: contextOf(call, resource) };
  const own = evaluate(
    identityPolicies(store, caller.account, caller.principal).flatMap((p) => parsePolicy(p.document)),
    question,
  ).decision;
  const session = caller.session?.policies ?? [];
  const narrowed =
    session.length === 0
      ? 'allowed'
      : evaluate(
          session.flatMap((p) => parsePolicy(p)),
          question,
        ).decision;
  const trust = parsePolicy(role.trust, 'trust');
  const trusted = (by: (s: Statement) => boolean) =>
    evaluate(trust.filter(by), { ...question, resource: '*' }).decision;
  const itself = (s: Statement) =>
    s.principals.some((p) => p === '*' || p === caller.arn || p === caller.principal.arn);
  const itsAccount = (s: Statement) =>
    s.principals.some((p) => p === caller.account || p === `arn:aws:iam::${caller.account}:root`);
  const either = trusted((s) => itself(s) || itsAccount(s));
  if (own === 'explicitDeny' || narrowed === 'explicitDeny' || either !== 'allowed') return false;
  const named = trusted(itself) === 'allowed';
  if (caller.account === account && named && session.length === 0) return true;
  return own === 'allowed' && narrowed === 'allowed';
}

export function sessionPolicies(call: Call, account: string): string[] {
  const inline = call.params.text('Policy');
  if (inline !== undefined) {
    if (inline.length > POLICY_MOST_CHARS)
      throw new ApiError(
        'ValidationError',
        `1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length less than or equal to ${POLICY_MOST_CHARS}`,
      );
    parsePolicy(inline);
  }
  const managed = call.params.structs('PolicyArns').map((p) => {
    const arn = p.need('arn');
    const found = call.store.get('policy', account, arn) ?? awsManaged(arn);
    if (!found) throw new ApiError('MalformedPolicyDocument', `The policy ${arn} does not exist`);
    return found.document;
  });
  return [...(inline === undefined ? [] : [inline]), ...managed];
}

export function durationOf(call: Call, role: Role): number {
  const seconds = call.params.whole('DurationSeconds') ?? DURATION_DEFAULT_SECONDS;
  if (seconds < DURATION_LEAST_SECONDS || seconds > role.maxSessionSeconds)
    throw new ApiError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  if (call.caller.of === 'role' && seconds > CHAINED_MOST_SECONDS)
    throw new ApiError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  return seconds;
}

export const packed = (policies: readonly string[]): number =>
  Math.min(100, Math.ceil((policies.join('').length / POLICY_MOST_CHARS) * 50));

/** Makes and keeps temporary credentials. */
export function open(call: Call, of: Omit<Session, 'id' | 'secret' | 'token' | 'issuedAt'>): Session {
  const session: Session = {
    id: call.store.uniqueId('ASIA'),
    secret: newSecret(),
    token: newToken(),
    // IAM's dates have no fraction of a second: a session made in the second of a cut is not older than it.
    issuedAt: Math.floor(call.now / 1000) * 1000,
    ...of,
  };
  call.store.put('session', '', session.id, session);
  return session;
}

export const credentialsOut = (s: Session) => ({
  AccessKeyId: s.id,
  SecretAccessKey: s.secret,
  SessionToken: s.token,
  Expiration: iso(s.expiresAt),
});
