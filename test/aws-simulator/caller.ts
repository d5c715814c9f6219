import { equalInConstantTime } from '../../src/kit/crypto.ts';
import { ApiError } from './api-error.ts';
import type { AccessKey, Principal, Session } from './model.ts';
import { awsManaged } from './policy/managed.ts';
import { isSignedWith, SKEW_FUTURE_MS, SKEW_PAST_MS, type SignedRequest, type Signature } from './sigv4.ts';
import type { Store } from './store.ts';
import { iso } from './xml-out.ts';

/** Who made a call, proven by its signature. */
export interface Caller {
  readonly account: string;
  /** `arn:…:user/x`, or `arn:aws:sts::…:assumed-role/x/session` */
  readonly arn: string;
  /** What GetCallerIdentity calls UserId */
  readonly userId: string;
  readonly of: 'user' | 'role';
  readonly principal: Principal;
  readonly accessKeyId: string;
  readonly session: Session | undefined;
}

/** EC2 has codes of its own for the same refusals: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
const refuse = (service: string, code: string, message: string): ApiError => {
  if (service !== 'ec2') return new ApiError(code, message, 403);
  if (code === 'ExpiredToken') return new ApiError('RequestExpired', 'Request has expired.', 400);
  return new ApiError('AuthFailure', 'AWS was not able to validate the provided access credentials', 401);
};

const invalidToken = (service: string): ApiError =>
  refuse(service, 'InvalidClientTokenId', 'The security token included in the request is invalid.');

/** When the world's and the clients' clocks stand where, ms. */
export interface Clocks {
  readonly now: number;
  /** What an honest client's clock says: signatures are judged by it. */
  readonly clients: number;
}

/** Finds and checks whoever signed a request. Throws the error that the service would answer. */
export function authenticate(store: Store, request: SignedRequest, signed: Signature, clocks: Clocks): Caller {
  const { accessKeyId, service } = signed.credential;
  const key = store.get('key', '', accessKeyId);
  const session = key ? undefined : store.get('session', '', accessKeyId);
  if (!key && !session) throw invalidToken(service);
  if (key && (key.status !== 'Active' || signed.token !== undefined)) throw invalidToken(service);
  if (session && (signed.token === undefined || !equalInConstantTime(signed.token, session.token)))
    throw invalidToken(service);
  checkTime(service, signed, clocks.clients);
  const secret = key?.secret ?? session!.secret;
  if (!isSignedWith(request, signed, secret))
    throw refuse(
      service,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  if (session && session.expiresAt <= clocks.now)
    throw refuse(service, 'ExpiredToken', 'The security token included in the request is expired');
  return key ? userOfKey(store, service, key) : ofSession(store, service, session!);
}

function checkTime(service: string, signed: Signature, now: number): void {
  const stamp = (ms: number): string => iso(ms).replaceAll(/[:-]/g, '');
  if (signed.time < now - SKEW_PAST_MS) {
    if (service === 'ec2') throw new ApiError('RequestExpired', 'Request has expired.', 400);
    throw new ApiError(
      'SignatureDoesNotMatch',
      `Signature expired: ${stamp(signed.time)} is now earlier than ${stamp(now - SKEW_PAST_MS)} (${stamp(now)} - 15 min.)`,
      403,
    );
  }
  if (signed.time <= now + SKEW_FUTURE_MS) return;
  if (service === 'ec2') throw new ApiError('RequestExpired', 'Request has expired.', 400);
  throw new ApiError(
    'SignatureDoesNotMatch',
    `Signature not yet current: ${stamp(signed.time)} is still later than ${stamp(now + SKEW_FUTURE_MS)} (${stamp(now)} + 5 min.)`,
    403,
  );
}

function userOfKey(store: Store, service: string, key: AccessKey): Caller {
  const user = store.get('user', key.account, key.user);
  if (!user) throw invalidToken(service);
  return {
    account: key.account,
    arn: user.arn,
    userId: user.id,
    of: 'user',
    principal: user,
    accessKeyId: key.id,
    session: undefined,
  };
}

function ofSession(store: Store, service: string, session: Session): Caller {
  const principal = store.get(session.of, session.account, session.name);
  if (!principal) throw invalidToken(service);
  const role = session.of === 'role';
  return {
    account: session.account,
    arn: role ? `arn:aws:sts::${session.account}:assumed-role/${session.name}/${session.sessionName}` : principal.arn,
    userId: role ? `${principal.id}:${session.sessionName}` : principal.id,
    of: session.of,
    principal,
    accessKeyId: session.id,
    session,
  };
}

/** The documents of a user's or role's identity policies with the names that SimulatePrincipalPolicy gives them. */
export function identityPolicies(store: Store, account: string, p: Principal): { id: string; document: string }[] {
  return [
    ...Object.entries(p.inline).map(([id, document]) => ({ id, document })),
    ...p.attached.flatMap((arn) => {
      const policy = store.get('policy', account, arn) ?? awsManaged(arn);
      return policy ? [{ id: policy.name, document: policy.document }] : [];
    }),
  ];
}
