import { toBase64, utf8 } from '../../../src/kit/bytes.ts';
import { randomBytes } from '../../../src/kit/crypto.ts';
import { ApiError, noSuchEntity } from '../api-error.ts';
import { authorize, type Call, type Handlers } from '../call.ts';
import type { AccessKey } from '../model.ts';
import { iso } from '../xml-out.ts';
import { accountOf, paged, userNamed, userNameOf, userResource } from './shared.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const KEYS_MOST = 2;

/** Forty characters, as AWS makes them. */
export const newSecret = (): string => toBase64(randomBytes(30));
/** Opaque to clients; long, as AWS's are. */
export const newToken = (): string => toBase64(utf8(`simulated session ${toBase64(randomBytes(90))}`));

const keysOf = (call: Call, user: string): AccessKey[] =>
  call.store
    .all('key')
    .map((k) => k.body)
    .filter((k) => k.account === accountOf(call) && k.user === user);

function keyNamed(call: Call, user: string): AccessKey {
  const id = call.params.need('AccessKeyId');
  const key = call.store.get('key', '', id);
  if (!key || key.account !== accountOf(call) || key.user !== user)
    throw new ApiError('NoSuchEntity', `The Access Key with id ${id} cannot be found.`, 404);
  return key;
}

const keyOut = (k: AccessKey) => ({
  UserName: k.user,
  AccessKeyId: k.id,
  Status: k.status,
  CreateDate: iso(k.createDate),
});

export const keys: Handlers = {
  ListAccessKeys: (call) => {
    const name = userNameOf(call, true);
    authorize(call, [userResource(call, name)]);
    userNamed(call, name);
    return paged(call, 'AccessKeyMetadata', keysOf(call, name).map(keyOut));
  },
  CreateAccessKey: (call) => {
    const name = userNameOf(call, true);
    authorize(call, [userResource(call, name)]);
    userNamed(call, name);
    if (keysOf(call, name).length >= KEYS_MOST)
      throw new ApiError('LimitExceeded', `Cannot exceed quota for AccessKeysPerUser: ${KEYS_MOST}`, 409);
    const key: AccessKey = {
      id: call.store.uniqueId('AKIA'),
      account: accountOf(call),
      user: name,
      secret: newSecret(),
      status: 'Active',
      createDate: call.now,
    };
    call.store.put('key', '', key.id, key);
    return { AccessKey: { ...keyOut(key), SecretAccessKey: key.secret } };
  },
  UpdateAccessKey: (call) => {
    const name = userNameOf(call, true);
    authorize(call, [userResource(call, name)]);
    const status = call.params.need('Status');
    if (status !== 'Active' && status !== 'Inactive')
      throw new ApiError('ValidationError', `Value '${status}' at 'status' must be Active or Inactive`);
    userNamed(call, name);
    const key = keyNamed(call, name);
    call.store.put('key', '', key.id, { ...key, status });
    return undefined;
  },
  DeleteAccessKey: (call) => {
    const name = userNameOf(call, true);
    authorize(call, [userResource(call, name)]);
    userNamed(call, name);
    call.store.remove('key', '', keyNamed(call, name).id);
    return undefined;
  },
  GetAccessKeyLastUsed: (call) => {
    const id = call.params.need('AccessKeyId');
    const key = call.store.get('key', '', id);
    const own = key?.account === accountOf(call) ? key : undefined;
    authorize(call, [own ? userResource(call, own.user) : { arn: '*' }]);
    if (!own) throw noSuchEntity('Access Key', id);
    const { lastUsed } = own;
    return {
      UserName: own.user,
      AccessKeyLastUsed: lastUsed
        ? { ServiceName: lastUsed.service, Region: lastUsed.region, LastUsedDate: iso(lastUsed.at) }
        : { ServiceName: 'N/A', Region: 'N/A' },
    };
  },
};
