import * as z from 'zod';
import { DAY_MS, HOUR_MS } from '../../../../../kit/clock.ts';
import type { Action } from '../../../../action.ts';
import { isDenyConsole } from './policy.ts';
import { probeUser } from './probe.ts';
import { readUser, stateOf, userArn, userArns } from './read.ts';
import { revert, steps } from './steps.ts';

const params = z.strictObject({
  /** https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html; Vedette's own users are left out */
  userName: z.string().regex(/^(?!vedette-)[\w+=,.@-]{1,64}$/i, 'an IAM user name, not one of Vedette’s own'),
});

/**
 * IAM has no switch for a password. Deleting the login profile, or setting a password that nobody knows, would stop the
 * sign-in itself, but the old password could never be put back, a new one would be a secret to keep, and sessions already
 * open would live on. So the sign-in is left worthless instead: what it gives is denied everything.
 */
export const disableConsoleSignIn = {
  id: 'aws.iam.disable-console-sign-in',
  title: 'Deny a user’s console sessions',
  description:
    'Denies everything that an IAM user does with temporary credentials, which a console sign-in gives: sessions that are open now and those of later sign-ins. The password is not touched, access keys go on working.',
  params,
  risk: 'reversible',
  lease: { defaultMs: 24 * HOUR_MS, longestMs: 30 * DAY_MS },
  mitigations: ['M1018', 'M1036'],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-tokenissuetime',
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteLoginProfile.html',
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html',
  ],
  paramsFor: (entity) => {
    if (entity.type !== 'user') return [];
    const parsed = params.safeParse({ userName: entity.id.split('/').at(-1) });
    return parsed.success ? [parsed.data] : [];
  },
  target: userArn,
  locks: (p, place) => [userArn(p, place)],
  readPermissions: (p, place) => [
    {
      actions: [
        'iam:GetUser',
        'iam:GetUserPolicy',
        'iam:GetLoginProfile',
        'iam:ListAccessKeys',
        'iam:SimulatePrincipalPolicy',
      ],
      resources: userArns(p, place),
    },
  ],
  read: readUser,
  // Not whether there is a password: somebody who resets or deletes it while this stands does right.
  material: (snapshot) =>
    snapshot.exists
      ? {
          exists: true,
          console: isDenyConsole(stateOf(snapshot).policy) ? 'denied' : (stateOf(snapshot).policy ?? 'not denied'),
        }
      : { exists: false },
  expected: (preImage) => (preImage.exists ? { exists: true, console: 'denied' } : { exists: false }),
  notes: (preImage) => {
    const { password, activeKeys } = stateOf(preImage);
    return [
      password !== false
        ? 'The password is still taken at the sign-in page, but the session can do nothing. Whoever knows it is back after release: have it reset first.'
        : 'The user has no password now; sessions that are open, and any password that is set later, give nothing.',
      'All temporary credentials of the user are denied: sessions made with access keys as well, and perhaps what AWS services do in the user’s name.',
      'Roles are out of its reach: sessions of roles assumed before live on until they end, and so does federated sign-in. Contain the role for those.',
      ...(activeKeys.length === 0
        ? []
        : [
            `${activeKeys.length} active access key(s) go on working and may be able to lift this: contain them as well.`,
          ]),
    ];
  },
  steps,
  revert,
  probe: probeUser,
} satisfies Action<typeof params>;
