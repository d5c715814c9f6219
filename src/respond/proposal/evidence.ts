import { isAwsAccount } from '../../aws/arn.ts';
import type { Entity, EntityType } from '../../contracts/entity.ts';
import type { KeptFinding } from '../../incident/state.ts';

/** Severity from which one finding is enough to act on its actor: high. */
export const STRONG = 4;
const MEDIUM = 3;

/**
 * Findings that may lead to an action: not about an account that their sender may not speak of, not about one that is none of AWS (a
 * machine of another cloud may be named like an instance), and not of a deed that was refused.
 */
export const isUsable = (f: KeptFinding): boolean =>
  !f.foreignAccount &&
  (f.account === undefined || isAwsAccount(f.account)) &&
  f.severity >= MEDIUM &&
  f.outcome !== 'failure';

/** `lambda:UpdateFunctionCode` of `lambda.amazonaws.com:UpdateFunctionCode20150331v2`: Lambda's events carry the API's version. */
function callOf(f: KeptFinding): string {
  const match = /^([a-z0-9-]{1,40})\.amazonaws\.com(?:\.cn)?:([A-Za-z]{1,80})(?:[0-9]{8}(?:v[0-9])?)?$/.exec(
    f.operation ?? '',
  );
  return match ? `${match[1]}:${match[2]}` : '';
}

/**
 * Calls by which an attacker makes a thing, or makes it theirs: only where one of these succeeded does the thing that it
 * names lead to an action. A bucket that was read or a function that was listed is no target.
 */
const MAKING: Partial<Record<EntityType, ReadonlySet<string>>> = {
  user: new Set(['iam:CreateLoginProfile', 'iam:UpdateLoginProfile']),
  role: new Set(['iam:UpdateAssumeRolePolicy', 'iam:CreateRole']),
  bucket: new Set([
    's3:PutBucketPolicy',
    's3:PutBucketAcl',
    's3:DeleteBucketPublicAccessBlock',
    's3:DeletePublicAccessBlock',
    's3:PutBucketPublicAccessBlock',
    's3:PutPublicAccessBlock',
  ]),
  trail: new Set(['cloudtrail:StopLogging']),
  function: new Set([
    'lambda:CreateFunction',
    'lambda:UpdateFunctionCode',
    'lambda:AddPermission',
    'lambda:CreateFunctionUrlConfig',
    'lambda:UpdateFunctionUrlConfig',
  ]),
};

/** GuardDuty's findings that a bucket was opened: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-s3.html */
const BUCKET_OPENED =
  /^aws\.guardduty:Policy:S3\/Bucket(AnonymousAccessGranted|PublicAccessGranted|BlockPublicAccessDisabled)/;

/** What a finding makes of an entity: brought into being or taken over, used by the attacker, or neither. */
export function standingOf(e: Entity, f: KeptFinding): 'made' | 'used' | undefined {
  if (e.role === 'actor') {
    if (e.type === 'access_key') return 'used';
    return e.type === 'user' && callOf(f) === 'signin:ConsoleLogin' ? 'used' : undefined;
  }
  if (e.type === 'instance' && f.kind === 'vendor') return 'used';
  // Somebody else than our own rules says that the address is bad: a caller's address may be the office's.
  if (e.type === 'ip') return e.role === 'source' && f.kind !== 'rule' ? 'used' : undefined;
  if (e.role !== 'target') return undefined;
  if (e.type === 'bucket' && f.kind === 'vendor') return BUCKET_OPENED.test(f.rule.id) ? 'made' : undefined;
  if (f.outcome !== 'success') return undefined;
  if (e.type === 'access_key' || e.type === 'instance') return 'made';
  return MAKING[e.type]?.has(callOf(f)) === true ? 'made' : undefined;
}

/** Actions that are taken only in the place of one that the policy forbids. */
const ONLY_INSTEAD = new Set(['aws.ec2.deny-address']);
export const isDirect = (actionId: string): boolean => !ONLY_INSTEAD.has(actionId);

/** Evidence is kept before anything is changed: these come before what else is done to the same thing. */
const FIRST = new Set(['aws.ec2.snapshot-volumes']);
export const rankOf = (actionId: string): number => (FIRST.has(actionId) ? 0 : 1);
