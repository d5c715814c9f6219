import * as z from 'zod';
import { DAY_MS, HOUR_MS } from '../../../../../kit/clock.ts';
import type { Action } from '../../../../action.ts';
import { shownTrust, withoutPrincipals } from './document.ts';
import { notesOf } from './notes.ts';
import { probeRole } from './probe.ts';
import { deniesSessions, readRole, roleArn, roleArns, stateOf, type TrustParams } from './read.ts';
import { revert, steps } from './steps.ts';

/** Principals that one change takes out at most. */
const REMOVED_MOST = 16;

const params = z.strictObject({
  /** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html; Vedette's own roles are left out */
  roleName: z.string().regex(/^(?!vedette-)[\w+=,.@-]{1,64}$/i, 'an IAM role name, not one of Vedette’s own'),
  /** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
  removePrincipals: z
    .array(z.string().regex(/^(\*|[\w+=,.@:/-]{1,512})$/, 'an ARN, account id, service, provider or *'))
    .min(1)
    .max(REMOVED_MOST)
    .refine((list) => new Set(list).size === list.length, 'each principal once'),
  denySessions: z.boolean().optional(),
});

const sessionsOf = ({ policy, cut }: { policy: string | null; cut: string | null }): string | null =>
  cut === null ? policy : 'denied';

export const revertTrustPolicy = {
  id: 'aws.iam.revert-trust-policy',
  title: 'Take principals out of a role’s trust policy',
  description:
    'Removes principals from the Allow statements of a role’s trust policy, leaving everything else in it as it is, then denies everything to sessions of the role that were issued before, by aws:TokenIssueTime.',
  params,
  risk: 'disruptive',
  lease: { defaultMs: 24 * HOUR_MS, longestMs: 30 * DAY_MS },
  mitigations: ['M1018', 'M1026'],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html',
  ],
  paramsFor: (entity, { entities }) => {
    if (entity.type !== 'role') return [];
    const removePrincipals = [
      ...new Set(entities.flatMap((e) => (e.type === 'principal' && e.of === entity.id ? [e.id] : []))),
    ].sort();
    const roleName = entity.id.split('/').at(-1);
    const parsed = params.safeParse({ roleName, removePrincipals, denySessions: true });
    return parsed.success ? [parsed.data] : [];
  },
  target: roleArn,
  locks: (p, place) => [roleArn(p, place)],
  readPermissions: (p, place) => [
    { actions: ['iam:GetRole', 'iam:GetRolePolicy', 'iam:SimulatePrincipalPolicy'], resources: roleArns(p, place) },
  ],
  read: readRole,
  material: (snapshot) =>
    snapshot.exists
      ? { exists: true, trust: shownTrust(stateOf(snapshot).trust), sessions: sessionsOf(stateOf(snapshot)) }
      : { exists: false },
  expected: (preImage, p: TrustParams) => {
    if (!preImage.exists) return { exists: false };
    const before = stateOf(preImage);
    return {
      exists: true,
      trust: shownTrust(withoutPrincipals(before.trust, p.removePrincipals) ?? before.trust),
      sessions: deniesSessions(p) ? 'denied' : sessionsOf(before),
    };
  },
  notes: notesOf,
  steps,
  revert,
  probe: probeRole,
} satisfies Action<typeof params>;
