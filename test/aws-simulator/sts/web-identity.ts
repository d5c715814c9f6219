import { ApiError } from '../api-error.ts';
import type { Call } from '../call.ts';
import type { Role } from '../model.ts';
import type { Context } from '../policy/conditions.ts';
import { parsePolicy } from '../policy/document.ts';
import { evaluate } from '../policy/evaluate.ts';
import { iso } from '../xml-out.ts';
import { checkSessionName, credentialsOut, durationOf, open, packed, roleIn, sessionPolicies } from './assume-role.ts';
import { verifiedToken, type WebIdentity } from './web-token.ts';

const refused = (): ApiError =>
  new ApiError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity', 403);

/** Condition keys begin with the provider: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif */
function contextOf(call: Call, role: Role, sessionName: string, who: WebIdentity): Context {
  const prefix = who.provider.host.toLowerCase();
  return {
    [`${prefix}:aud`]: [who.authorizedParty ?? who.audience],
    ...(who.authorizedParty === undefined ? {} : { [`${prefix}:oaud`]: [who.audience] }),
    [`${prefix}:sub`]: [who.subject],
    'aws:federatedprovider': [who.provider.arn],
    'sts:rolesessionname': [sessionName],
    'aws:currenttime': [iso(call.now)],
    'aws:epochtime': [String(Math.floor(call.now / 1000))],
    'aws:requestedregion': [call.region],
    'aws:securetransport': ['true'],
    'aws:sourceip': [call.sourceIp],
    'aws:useragent': [call.userAgent],
    ...Object.fromEntries(Object.entries(role.tags).map(([k, v]) => [`aws:resourcetag/${k}`.toLowerCase(), [v]])),
  };
}

/**
 * Credentials of a role for whoever holds a token of a provider that the role trusts; the token is all the proof there is:
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export function assumeRoleWithWebIdentity(call: Call) {
  const arn = call.params.need('RoleArn');
  const sessionName = checkSessionName(call);
  call.touched.add(arn);
  const { account, role } = roleIn(call, arn);
  const who = verifiedToken(call.params.need('WebIdentityToken'), call.store.list('oidc', account), call.now);
  if (!role) throw refused();
  const trust = parsePolicy(role.trust, 'trust').filter((s) =>
    s.principals.some((p) => p === `Federated:${who.provider.arn}` || p === '*'),
  );
  const question = {
    action: 'sts:AssumeRoleWithWebIdentity',
    resource: '*',
    context: contextOf(call, role, sessionName, who),
  };
  if (evaluate(trust, question).decision !== 'allowed') throw refused();
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
    SubjectFromWebIdentityToken: who.subject,
    Audience: who.audience,
    AssumedRoleUser: {
      AssumedRoleId: `${role.id}:${sessionName}`,
      Arn: `arn:aws:sts::${account}:assumed-role/${role.name}/${sessionName}`,
    },
    Credentials: credentialsOut(session),
    Provider: who.provider.arn,
    ...(policies.length > 0 ? { PackedPolicySize: packed(policies) } : {}),
  };
}
