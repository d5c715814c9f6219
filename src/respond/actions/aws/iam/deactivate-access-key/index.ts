import * as z from 'zod';
import { DAY_MS, HOUR_MS } from '../../../../../kit/clock.ts';
import type { Action } from '../../../../action.ts';
import { probeKey } from './probe.ts';
import { keyArn, readKey } from './read.ts';
import { revert, steps, userArns } from './steps.ts';

const params = z.strictObject({
  /** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html */
  userName: z.string().regex(/^[\w+=,.@-]{1,64}$/, 'an IAM user name'),
  /** Long-term keys only: the id of a session (`ASIA…`) cannot be deactivated. */
  accessKeyId: z.string().regex(/^AKIA[A-Z0-9]{12,124}$/, 'the id of a long-term access key (AKIA…)'),
});

export const deactivateAccessKey = {
  id: 'aws.iam.deactivate-access-key',
  title: 'Deactivate an access key and deny its sessions',
  description:
    'Sets a long-term access key Inactive, then denies everything to sessions of its user that were issued before, by aws:TokenIssueTime. Other keys of the user go on working.',
  params,
  risk: 'reversible',
  lease: { defaultMs: 24 * HOUR_MS, longestMs: 30 * DAY_MS },
  mitigations: ['M1018', 'M1026'],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_disable-perms.html',
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html',
  ],
  paramsFor: (entity) => {
    if (entity.type !== 'access_key') return [];
    const parsed = params.safeParse({ userName: entity.name, accessKeyId: entity.id });
    return parsed.success ? [parsed.data] : [];
  },
  target: (p, place) => keyArn(place, p.userName, p.accessKeyId),
  locks: (p, place) => [keyArn(place, p.userName, p.accessKeyId)],
  readPermissions: (p, place) => [
    {
      actions: ['iam:GetUser', 'iam:ListAccessKeys', 'iam:GetUserPolicy', 'iam:SimulatePrincipalPolicy'],
      resources: userArns(p, place),
    },
  ],
  read: readKey,
  material: ({ exists, state }) =>
    exists
      ? {
          exists,
          key: state['key'] ?? null,
          sessions: typeof state['cut'] === 'string' ? 'denied' : (state['policy'] ?? null),
        }
      : { exists },
  expected: () => ({ exists: true, key: 'Inactive', sessions: 'denied' }),
  notes: (preImage) => [
    'Sessions of roles that the key has assumed are not the user’s any more and stay alive until they end: contain the role for those.',
    ...(preImage.dependents.length > 0
      ? ['Sessions made with the user’s other keys before the cut (up to five minutes from now) are denied as well.']
      : []),
    ...(preImage.state['key'] === 'Inactive' ? ['The key is inactive already; only its sessions are denied.'] : []),
  ],
  steps,
  revert,
  probe: probeKey,
} satisfies Action<typeof params>;
