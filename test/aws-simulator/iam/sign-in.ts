import { ApiError } from '../api-error.ts';
import { authorize, type Call, type Handlers } from '../call.ts';
import type { LoginProfile } from '../model.ts';
import { iso } from '../xml-out.ts';
import { accountOf, paged, userNamed, userNameOf, userResource } from './shared.ts';

/** Of an account without a password policy of its own: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html */
const PASSWORD_LEAST_CHARS = 8;

/** The user that is named, authorized before it is said whether there is one. */
function named(call: Call): string {
  const name = userNameOf(call, true);
  authorize(call, [userResource(call, name)]);
  userNamed(call, name);
  return name;
}

function profileOf(call: Call, user: string): LoginProfile {
  const found = call.store.get('login', accountOf(call), user);
  if (!found) throw new ApiError('NoSuchEntity', `Login Profile for User ${user} cannot be found.`, 404);
  return found;
}

function checkPassword(password: string): void {
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/].filter((k) => k.test(password)).length;
  if (password.length < PASSWORD_LEAST_CHARS || kinds < 3)
    throw new ApiError('PasswordPolicyViolation', 'Password does not conform to the account password policy.', 400);
}

const profileOut = (p: LoginProfile) => ({
  LoginProfile: {
    UserName: p.user,
    CreateDate: iso(p.createDate),
    PasswordResetRequired: p.resetRequired,
  },
});

/** Passwords are not kept: nobody signs in here. */
export const signIn: Handlers = {
  GetLoginProfile: (call) => profileOut(profileOf(call, named(call))),
  CreateLoginProfile: (call) => {
    const user = named(call);
    checkPassword(call.params.need('Password'));
    if (call.store.get('login', accountOf(call), user))
      throw new ApiError('EntityAlreadyExists', `Login Profile for user ${user} already exists.`, 409);
    const resetRequired = call.params.flag('PasswordResetRequired') ?? false;
    const profile = { user, createDate: call.now, resetRequired };
    call.store.put('login', accountOf(call), user, profile);
    return profileOut(profile);
  },
  UpdateLoginProfile: (call) => {
    call.params.need('UserName');
    const profile = profileOf(call, named(call));
    const password = call.params.text('Password');
    if (password !== undefined) checkPassword(password);
    const resetRequired = call.params.flag('PasswordResetRequired') ?? profile.resetRequired;
    call.store.put('login', accountOf(call), profile.user, { ...profile, resetRequired });
    return undefined;
  },
  DeleteLoginProfile: (call) => {
    const { user } = profileOf(call, named(call));
    call.store.remove('login', accountOf(call), user);
    return undefined;
  },
  ListMFADevices: (call) => {
    const user = named(call);
    const own = call.store.list('mfa', accountOf(call)).filter((d) => d.user === user);
    return paged(
      call,
      'MFADevices',
      own.map((d) => ({ UserName: d.user, SerialNumber: d.serial, EnableDate: iso(d.enableDate) })),
    );
  },
};
