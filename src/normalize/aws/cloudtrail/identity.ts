import { at, own, text } from '../../read.ts';

/** Who a CloudTrail record says acted: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
export interface Identity {
  readonly type: string;
  /** What stays the same over sessions: the user's ARN, the role's for an assumed role. */
  readonly principal: string | undefined;
  readonly userName: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly account: string | undefined;
  /** ARN of the session, for an assumed role */
  readonly session: string | undefined;
  readonly invokedBy: string | undefined;
  readonly mfa: boolean | undefined;
}

/** `arn:aws:sts::A:assumed-role/NAME/SESSION` names the role without its path: all that there is where no issuer is given. */
function roleOf(sessionArn: string): string | undefined {
  const match = /^arn:([a-z-]+):sts::([0-9]{12}):assumed-role\/([\w+=,.@-]{1,64})\//.exec(sessionArn);
  return match ? `arn:${match[1]}:iam::${match[2]}:role/${match[3]}` : undefined;
}

/** The user's ARN, or the role's where `assumed`: for every session the same. */
export function principalOf(user: unknown, arn: string | undefined, assumed: boolean): string | undefined {
  if (!assumed) return arn;
  return (
    text(own(own(user, 'sessionContext'), 'sessionIssuer'), 'arn') ?? (arn === undefined ? undefined : roleOf(arn))
  );
}

/** Whether it is a role's session. */
export const isAssumed = (type: string, arn: string | undefined): boolean =>
  type === 'AssumedRole' || (arn?.includes(':assumed-role/') ?? false);

export function identityOf(record: Record<string, unknown>): Identity {
  const user = own(record, 'userIdentity');
  const arn = text(user, 'arn');
  const type = text(user, 'type') ?? 'Unknown';
  const assumed = isAssumed(type, arn);
  const mfa = at(user, 'sessionContext', 'attributes', 'mfaAuthenticated');
  return {
    type,
    principal: principalOf(user, arn, assumed),
    userName: text(user, 'userName') ?? text(user, 'sessionContext', 'sessionIssuer', 'userName'),
    accessKeyId: text(user, 'accessKeyId'),
    account: text(user, 'accountId') ?? text(record, 'recipientAccountId'),
    session: assumed ? arn : undefined,
    invokedBy: text(user, 'invokedBy'),
    mfa: mfa === undefined ? undefined : mfa === true || mfa === 'true',
  };
}
