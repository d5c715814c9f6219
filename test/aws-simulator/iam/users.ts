import { ApiError } from '../api-error.ts';
import { authorize, type Call, type Handlers } from '../call.ts';
import {
  accountOf,
  paged,
  principalOut,
  putUser,
  tagsIn,
  tagsOut,
  userNamed,
  userNameOf,
  userResource,
} from './shared.ts';

const PATH = /^\/([!-~]{1,510}\/)?$/;

function createUser(call: Call) {
  const name = userNameOf(call);
  const path = call.params.text('Path') ?? '/';
  if (!PATH.test(path)) throw new ApiError('ValidationError', 'The specified value for path is invalid.');
  const tags = tagsIn(call.params);
  const arn = `arn:aws:iam::${accountOf(call)}:user${path}${name}`;
  authorize(call, [{ arn }], { requestTags: tags });
  if (call.store.get('user', accountOf(call), name))
    throw new ApiError('EntityAlreadyExists', `User with name ${name} already exists.`, 409);
  const user = {
    name,
    path,
    id: call.store.uniqueId('AIDA'),
    arn,
    createDate: call.now,
    tags,
    inline: {},
    attached: [],
  };
  putUser(call, user);
  return { User: { ...principalOut(user, 'User'), ...(Object.keys(tags).length > 0 ? { Tags: tagsOut(tags) } : {}) } };
}

export const users: Handlers = {
  CreateUser: createUser,
  GetUser: (call) => {
    const name = userNameOf(call, true);
    authorize(call, [userResource(call, name)]);
    const user = userNamed(call, name);
    const tags = Object.keys(user.tags).length > 0 ? { Tags: tagsOut(user.tags) } : {};
    return { User: { ...principalOut(user, 'User'), ...tags } };
  },
  ListUsers: (call) => {
    authorize(call, [{ arn: `arn:aws:iam::${accountOf(call)}:user/` }]);
    return paged(
      call,
      'Users',
      call.store.list('user', accountOf(call)).map((u) => principalOut(u, 'User')),
    );
  },
  ListUserTags: (call) => {
    const name = userNameOf(call);
    authorize(call, [userResource(call, name)]);
    return paged(call, 'Tags', tagsOut(userNamed(call, name).tags) as readonly { Key: string; Value: string }[]);
  },
  TagUser: (call) => {
    const name = userNameOf(call);
    const tags = tagsIn(call.params);
    authorize(call, [userResource(call, name)], { requestTags: tags });
    const user = userNamed(call, name);
    putUser(call, { ...user, tags: { ...user.tags, ...tags } });
    return undefined;
  },
  UntagUser: (call) => {
    const name = userNameOf(call);
    authorize(call, [userResource(call, name)]);
    const user = userNamed(call, name);
    const gone = new Set(call.params.list('TagKeys'));
    putUser(call, { ...user, tags: Object.fromEntries(Object.entries(user.tags).filter(([k]) => !gone.has(k))) });
    return undefined;
  },
  DeleteUser: (call) => {
    const name = userNameOf(call);
    authorize(call, [userResource(call, name)]);
    const user = userNamed(call, name);
    const keys = call.store.all('key').some((k) => k.body.account === accountOf(call) && k.body.user === name);
    const login = call.store.get('login', accountOf(call), name) !== undefined;
    if (keys || login || user.attached.length > 0 || Object.keys(user.inline).length > 0)
      throw new ApiError('DeleteConflict', 'Cannot delete entity, must remove its keys and policies first.', 409);
    call.store.remove('user', accountOf(call), name);
    return undefined;
  },
};
