import { ApiError, noSuchEntity } from '../api-error.ts';
import type { Call } from '../call.ts';
import type { Principal, Tags, User } from '../model.ts';
import type { Params } from '../params.ts';
import { iso, type Out } from '../xml-out.ts';

/** IAM's entities are the partition's and no region's. */
export const accountOf = (call: Call): string => call.caller.account;

/** The user named in the request, or the caller where the API lets the name be left out. */
export function userNameOf(call: Call, optional = false): string {
  const name = call.params.text('UserName');
  if (name !== undefined && name !== '') {
    if (!/^[\w+=,.@-]{1,128}$/.test(name))
      throw new ApiError(
        'ValidationError',
        'The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
      );
    return name;
  }
  if (!optional) return call.params.need('UserName');
  if (call.caller.of !== 'user')
    throw new ApiError('ValidationError', 'Must specify userName when calling with non-User credentials');
  return call.caller.principal.name;
}

export function userNamed(call: Call, name: string): User {
  const user = call.store.get('user', accountOf(call), name);
  if (!user) throw noSuchEntity('user', name);
  return user;
}

/** For authorization: AWS refuses before it says whether there is such a user. */
export const userResource = (call: Call, name: string) => {
  const user = call.store.get('user', accountOf(call), name);
  return {
    arn: user?.arn ?? `arn:aws:iam::${accountOf(call)}:user/${name}`,
    tags: user?.tags ?? {},
  };
};

export const roleResource = (call: Call, name: string) => {
  const role = call.store.get('role', accountOf(call), name);
  return { arn: role?.arn ?? `arn:aws:iam::${accountOf(call)}:role/${name}`, tags: role?.tags ?? {} };
};

export const putUser = (call: Call, user: User): void => call.store.put('user', accountOf(call), user.name, user);

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html */
const TAGS_MOST = 50;

export function tagsIn(params: Params): Tags {
  const tags: Tags = {};
  for (const tag of params.structs('Tags')) {
    const key = tag.need('Key');
    if (key.length > 128) throw new ApiError('ValidationError', 'A tag key has at most 128 characters');
    tags[key] = tag.text('Value') ?? '';
  }
  if (Object.keys(tags).length > TAGS_MOST)
    throw new ApiError('LimitExceeded', 'The number of tags is limited to 50', 409);
  return tags;
}

export const tagsOut = (tags: Tags): Out => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

export const principalOut = (p: Principal, kind: 'User' | 'Role'): { [name: string]: Out } => ({
  Path: p.path,
  [`${kind}Name`]: p.name,
  [`${kind}Id`]: p.id,
  Arn: p.arn,
  CreateDate: iso(p.createDate),
});

/** RFC 3986, as IAM writes policy documents in answers. */
export const percentEncoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const PAGE_DEFAULT = 100;
const PAGE_MOST = 1000;

/** One page of a list by `Marker` and `MaxItems`. */
export function paged(call: Call, name: string, items: readonly Out[]): { [name: string]: Out } {
  const size = call.params.whole('MaxItems') ?? PAGE_DEFAULT;
  if (size < 1 || size > PAGE_MOST)
    throw new ApiError('ValidationError', `Value '${size}' at 'maxItems' failed to satisfy constraint: 1 to 1000`);
  const marker = call.params.text('Marker');
  const from = marker === undefined ? 0 : Number(/^[0-9]{1,9}$/.exec(atobOrEmpty(marker))?.[0] ?? Number.NaN);
  if (Number.isNaN(from)) throw new ApiError('ValidationError', 'Invalid Marker.');
  const more = from + size < items.length;
  return {
    [name]: items.slice(from, from + size),
    IsTruncated: more,
    ...(more ? { Marker: btoa(String(from + size)) } : {}),
  };
}

function atobOrEmpty(text: string): string {
  try {
    return atob(text);
  } catch {
    return '';
  }
}
