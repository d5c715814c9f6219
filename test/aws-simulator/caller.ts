import { equalInConstantTime } from '../../src/kit/crypto.ts';
import { authError } from './auth-errors.ts';
import type { AccessKey, Principal, Session } from './model.ts';
import { awsManaged } from './policy/managed.ts';
import { isServiceName, type ServiceName } from './service-name.ts';
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

/** Whoever calls what needs no signature. */
export const ANONYMOUS: Caller = {
  account: '',
  arn: '',
  userId: '',
  of: 'user',
  principal: { name: '', path: '/', id: '', arn: '', createDate: 0, tags: {}, inline: {}, attached: [] },
  accessKeyId: '',
  session: undefined,
};

/** When the world's and the clients' clocks stand where, ms. */
export interface Clocks {
  readonly now: number;
  /** What an honest client's clock says: signatures are judged by it. */
  readonly clients: number;
}

/** Finds and checks whoever signed a request. Throws the error that the service would answer. */
export function authenticate(store: Store, request: SignedRequest, signed: Signature, clocks: Clocks): Caller {
  const { accessKeyId } = signed.credential;
  const service = serviceOf(signed);
  const key = store.get('key', '', accessKeyId);
  const session = key ? undefined : store.get('session', '', accessKeyId);
  if (!key && !session) throw authError(service, 'unknown-key');
  if (key && key.status !== 'Active') throw authError(service, 'unknown-key');
  if (key && signed.token !== undefined) throw authError(service, 'invalid-token');
  if (session && (signed.token === undefined || !equalInConstantTime(signed.token, session.token)))
    throw authError(service, signed.token === undefined ? 'unknown-key' : 'invalid-token');
  checkTime(service, signed, clocks.clients);
  const secret = key?.secret ?? session!.secret;
  if (!isSignedWith(request, signed, secret)) throw authError(service, 'bad-signature');
  if (session && session.expiresAt <= clocks.now) throw authError(service, 'expired-token');
  return key ? userOfKey(store, service, key) : ofSession(store, service, session!);
}

const serviceOf = ({ credential }: Signature): ServiceName | 'unknown' =>
  isServiceName(credential.service) ? credential.service : 'unknown';

function checkTime(service: ServiceName | 'unknown', signed: Signature, now: number): void {
  const stamp = (ms: number): string => iso(ms).replaceAll(/[:-]/g, '');
  if (signed.time < now - SKEW_PAST_MS)
    throw authError(
      service,
      'stale-signature',
      `Signature expired: ${stamp(signed.time)} is now earlier than ${stamp(now - SKEW_PAST_MS)} (${stamp(now)} - 15 min.)`,
    );
  const future = service === 's3' ? SKEW_PAST_MS : SKEW_FUTURE_MS;
  if (signed.time <= now + future) return;
  throw authError(
    service,
    'early-signature',
    `Signature not yet current: ${stamp(signed.time)} is still later than ${stamp(now + future)} (${stamp(now)} + 5 min.)`,
  );
}

function userOfKey(store: Store, service: ServiceName | 'unknown', key: AccessKey): Caller {
  const user = store.get('user', key.account, key.user);
  if (!user) throw authError(service, 'unknown-key');
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

function ofSession(store: Store, service: ServiceName | 'unknown', session: Session): Caller {
  const principal = store.get(session.of, session.account, session.name);
  if (!principal) throw authError(service, 'unknown-key');
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
