import { describe, expect, it } from 'vitest';
import { audit } from '../../../ingest/sources/azure/samples.ts';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { auditlogs } from './index.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
const base = audit(NOW);
const USER = { id: 'b8d4f6a2-9c31-4e75-a0d8-7f2e5c1b9a63', type: 'User', userPrincipalName: 'noor@example.com' };
const changed = (displayName: string, newValue: string) => ({ displayName, oldValue: null, newValue });
const of = (activityDisplayName: string, ...targetResources: object[]) => ({
  ...base,
  operationName: activityDisplayName,
  properties: { ...base.properties, activityDisplayName, targetResources },
});
const ocsf = (record: Record<string, unknown>) => {
  const facts = auditlogs.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  return auditlogs.toOcsf(record, facts.value);
};

describe('an activity is of the class that knows it', () => {
  it.each([
    ['Add user', [USER], 3001, 1],
    ['Enable account', [USER], 3001, 2],
    ['Change user password', [USER], 3001, 3],
    ['Reset user password', [USER], 3001, 4],
    ['Disable account', [USER], 3001, 5],
    ['Delete user', [USER], 3001, 6],
    ['Update user', [USER], 3001, 99],
    ['User registered security info', [USER], 3001, 10],
    ['Disable Strong Authentication', [USER], 3001, 11],
    ['Add member to role', [{ ...USER, modifiedProperties: [changed('Role.DisplayName', '"Reader"')] }], 3005, 1],
    ['Remove member from role', [{ ...USER, modifiedProperties: [changed('Role.DisplayName', '"Reader"')] }], 3005, 2],
    ['Add member to group', [{ ...USER, modifiedProperties: [changed('Group.DisplayName', '"ops"')] }], 3006, 3],
    ['Remove member from group', [USER, { type: 'Group', displayName: 'ops' }], 3006, 4],
    ['Add group', [{ type: 'Group', displayName: 'ops' }], 6003, 1],
    ['Delete conditional access policy', [{ type: 'Policy', displayName: 'p' }], 6003, 4],
    ['Add user', [], 6003, 1],
    ['Set Company Information', [], 6003, 3],
  ])('%s', (activity, targets, classUid, activityId) => {
    const event = ocsf(of(activity, ...targets));
    expect([event.class_uid, event.activity_id]).toEqual([classUid, activityId]);
    expect(problemsOf(event)).toEqual([]);
  });
});

it('a right over an API is given to the application, and the API is no principal', () => {
  const record = of(
    'Add app role assignment to service principal',
    {
      id: '8429eb5c-faeb-4ade-8eac-acc003790769',
      displayName: 'Microsoft Graph',
      type: 'ServicePrincipal',
      modifiedProperties: [
        changed('AppRole.Value', '"Directory.ReadWrite.All"'),
        changed('ServicePrincipal.AppId', '"c5d8e2f1-7a4b-4e93-b610-2d9f8c7a5e34"'),
      ],
    },
    {
      id: '91e7b3d5-6c2a-4f80-8d1e-4b5a7c9f0e26',
      displayName: 'deploy',
      type: 'ServicePrincipal',
      modifiedProperties: [],
    },
  );
  const targets = auditlogs.entities(record).filter((e) => e.role !== 'actor' && e.type !== 'ip');
  expect(targets.map((e) => `${e.type} ${e.id}`)).toEqual([
    'resource 8429eb5c-faeb-4ade-8eac-acc003790769',
    'principal c5d8e2f1-7a4b-4e93-b610-2d9f8c7a5e34',
    'principal 91e7b3d5-6c2a-4f80-8d1e-4b5a7c9f0e26',
  ]);
  expect(ocsf(record)).toMatchObject({
    class_uid: 3005,
    user: { uid: '91e7b3d5-6c2a-4f80-8d1e-4b5a7c9f0e26' },
    privileges: ['Directory.ReadWrite.All'],
  });
});

it('a service of Microsoft’s that acts is nobody in particular', () => {
  const record = {
    ...base,
    callerIpAddress: undefined,
    properties: { ...base.properties, initiatedBy: { app: { displayName: 'Azure AD PIM', servicePrincipalId: null } } },
  };
  expect(auditlogs.entities(record).filter((e) => e.role === 'actor')).toEqual([]);
  expect(auditlogs.traits(record)).toMatchObject({ byService: true });
  expect(ocsf(record)).toMatchObject({
    actor: { invoked_by: 'Azure AD PIM' },
    src_endpoint: { svc_name: 'Azure AD PIM' },
  });
});

it.each([
  ['success', 'success'],
  ['failure', 'failure'],
  ['timeout', 'failure'],
  ['unknownFutureValue', 'unknown'],
])('the result %s is %s', (result, outcome) => {
  const facts = auditlogs.facts({ ...base, properties: { ...base.properties, result } });
  expect(facts).toMatchObject({ value: { outcome } });
});

it('a service principal is its application too, whose id stands among its names', () => {
  const app = 'c5d8e2f1-7a4b-4e93-b610-2d9f8c7a5e34';
  const record = of('Add service principal credentials', {
    id: '91e7b3d5-6c2a-4f80-8d1e-4b5a7c9f0e26',
    type: 'ServicePrincipal',
    modifiedProperties: [changed('TargetId.ServicePrincipalNames', `"${app};https://identity.example.com/AbC="`)],
  });
  expect(
    auditlogs
      .entities(record)
      .filter((e) => e.role === 'target')
      .map((e) => e.id),
  ).toEqual(['91e7b3d5-6c2a-4f80-8d1e-4b5a7c9f0e26', app]);
});
