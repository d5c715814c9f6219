import { partitionOf } from '../../../aws/arn.ts';
import { principalArn } from '../../aws-resource.ts';
import { at, list, looksLikeAddress, own, text } from '../../read.ts';

/** Who a CloudTrail record says acted: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
export interface Identity {
  readonly type: string;
  /** What stays the same over sessions: the user's ARN, the role's for an assumed role; else what its kind is named by. */
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

/** A federated user has a name of their own: the issuer's is that of who let them in. */
const nameOf = (user: unknown, type: string, arn: string | undefined): string | undefined =>
  type === 'FederatedUser' && arn !== undefined
    ? arn.slice(arn.lastIndexOf('/') + 1)
    : (text(user, 'userName') ?? text(user, 'sessionContext', 'sessionIssuer', 'userName'));

/** Where AWS does not write a name that was tried: it may be a password. */
const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';

/**
 * A person of Identity Center by their id in its store.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentitystore.html#awsidentitystore-resources-for-iam-policies
 */
export const personArn = (id: string | undefined): string | undefined =>
  id === undefined || id.length > 200 ? undefined : `arn:aws:identitystore:::user/${id}`;

/** The person for whom a caller acts, or who acts themselves. */
export const personOf = (user: unknown): string | undefined => personArn(text(user, 'onBehalfOf', 'userId'));

/**
 * Who it is where there is no ARN: people of identity providers and of Identity Center, callers of other accounts, and users of
 * old and of failed sign-ins. Undefined for a service, and for who stays unknown.
 */
function unwritten(user: unknown, type: string, account: string | undefined, region: string): string | undefined {
  const name = text(user, 'userName');
  const known = name === HIDDEN ? undefined : name;
  if ((type === 'IAMUser' || type === 'Root') && account !== undefined)
    return principalArn(type, known ?? '', account, partitionOf(region));
  const person = personOf(user);
  if (person !== undefined) return person;
  if (type === 'AWSService') return undefined;
  // The id of a role's session is `AROA…:SESSION`; a provider's user begins with the provider and is named as well.
  return type === 'AWSAccount' ? text(user, 'principalId')?.split(':')[0] : (known ?? text(user, 'principalId'));
}

/** The caller's address; services behind a proxy write the list that it forwards, the caller first. */
export function addressOf(record: Record<string, unknown>): string | undefined {
  const written = text(record, 'sourceIPAddress');
  if (written === undefined || !written.includes(',')) return written;
  const first = written.slice(0, written.indexOf(',')).trim();
  return looksLikeAddress(first) ? first : written;
}

/** Callers without credentials are of the account `anonymous`. */
const NOBODY = 'anonymous';

/**
 * Whose record it is: whoever received it, else its caller's account, or its resource's where the caller is from elsewhere. Records
 * of before version 1.02 name no recipient.
 */
export function accountOf(record: Record<string, unknown>): string | undefined {
  const recipient = text(record, 'recipientAccountId');
  if (recipient !== undefined) return recipient;
  const user = own(record, 'userIdentity');
  const written = text(user, 'accountId');
  const caller = written === NOBODY ? undefined : written;
  const owner = text(
    list(record, 'resources').find((r) => text(r, 'accountId') !== undefined),
    'accountId',
  );
  return text(user, 'type') === 'AWSAccount' ? (owner ?? caller) : (caller ?? owner);
}

export function identityOf(record: Record<string, unknown>): Identity {
  const user = own(record, 'userIdentity');
  const arn = text(user, 'arn');
  const type = text(user, 'type') ?? 'Unknown';
  const assumed = isAssumed(type, arn);
  const account = text(user, 'accountId') ?? text(record, 'recipientAccountId');
  const mfa = at(user, 'sessionContext', 'attributes', 'mfaAuthenticated');
  return {
    type,
    principal: (
      principalOf(user, arn, assumed) ?? unwritten(user, type, account, text(record, 'awsRegion') ?? '')
    )?.slice(0, 1_024),
    userName: nameOf(user, type, arn),
    accessKeyId: text(user, 'accessKeyId'),
    account,
    session: assumed ? arn : undefined,
    invokedBy: text(user, 'invokedBy'),
    mfa: mfa === undefined ? undefined : mfa === true || mfa === 'true',
  };
}
