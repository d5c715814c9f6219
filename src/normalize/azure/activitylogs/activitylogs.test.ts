import { describe, expect, it } from 'vitest';
import { exportedActivity } from '../../../ingest/sources/azure/samples.ts';
import { activitylogs } from './index.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
type Obj = Record<string, unknown>;
const OID = 'http://schemas.microsoft.com/identity/claims/objectidentifier';
const api = (more: Obj = {}): Obj => ({
  eventDataId: 'a7c71200-0000-4000-8000-000000000001',
  eventTimestamp: new Date(NOW).toISOString(),
  operationName: { value: 'Microsoft.Compute/virtualMachines/write' },
  status: { value: 'Succeeded' },
  subscriptionId: '0B9D6E1A-52F4-4C7D-8E2B-6F13A0C4D7E9',
  resourceId:
    '/subscriptions/0b9d6e1a-52f4-4c7d-8e2b-6f13a0c4d7e9/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/web-1',
  ...more,
});
const factsOf = (record: Obj) => {
  const facts = activitylogs.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  return facts.value;
};
const actors = (record: Obj) =>
  activitylogs
    .entities(record)
    .filter((e) => e.role === 'actor')
    .map((e) => e.id);

describe('the id of a record', () => {
  it('is its own where it has one', () => {
    expect(factsOf(api()).uid).toBe('a7c71200-0000-4000-8000-000000000001');
  });

  it('is of what an export tells it by, and not of what is added later', () => {
    const record = exportedActivity(NOW);
    const { uid } = factsOf(record);
    expect(factsOf({ ...record, RoleLocation: 'West Europe' }).uid).toBe(uid);
    expect(factsOf({ ...record, resultType: 'Start' }).uid).not.toBe(uid);
    expect(factsOf({ ...record, correlationId: 'another' }).uid).not.toBe(uid);
  });

  it('is of the whole where those are missing', () => {
    const bare = { time: new Date(NOW).toISOString(), operationName: 'a/b/write' };
    expect(factsOf({ ...bare, more: 1 }).uid).not.toBe(factsOf({ ...bare, more: 2 }).uid);
  });
});

describe('who acts', () => {
  it('is the user and not the program at hand', () => {
    const claims = { [OID]: '3f2c9a64-1b7e-4d08-a5c3-9e6d2f8b1a70', appid: 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c' };
    const record = api({ caller: 'Ida@Example.com', claims });
    expect(actors(record)).toEqual(['3f2c9a64-1b7e-4d08-a5c3-9e6d2f8b1a70', 'ida@example.com']);
    expect(activitylogs.traits(record)).toMatchObject({ principalType: 'User', byService: false });
  });

  it('is the application where no user is', () => {
    const claims = {
      [OID]: '91e7b3d5-6c2a-4f80-8d1e-4b5a7c9f0e26',
      appid: 'c5d8e2f1-7a4b-4e93-b610-2d9f8c7a5e34',
      idtyp: 'app',
    };
    const record = api({ caller: '91e7b3d5-6c2a-4f80-8d1e-4b5a7c9f0e26', claims });
    expect(actors(record)).toEqual(['91e7b3d5-6c2a-4f80-8d1e-4b5a7c9f0e26', 'c5d8e2f1-7a4b-4e93-b610-2d9f8c7a5e34']);
    expect(activitylogs.traits(record)).toMatchObject({ principalType: 'ServicePrincipal' });
  });

  it('is nobody where Azure acts by itself', () => {
    const record = api({ caller: 'Microsoft.Advisor' });
    expect(actors(record)).toEqual([]);
    expect(activitylogs.traits(record)).toMatchObject({ byService: true });
  });

  it('is not the group by which a role came', () => {
    const evidence = { principalId: '11111111222243338444555555555501', principalType: 'Group' };
    expect(actors(api({ authorization: { evidence } }))).toEqual([]);
    const user = { principalId: '11111111222243338444555555555501', principalType: 'User' };
    expect(actors(api({ authorization: { evidence: user }, caller: 'a@example.com' }))).toEqual([
      '11111111-2222-4333-8444-555555555501',
      'a@example.com',
    ]);
  });
});

it('who is given a role is a target', () => {
  const record = api({
    operationName: { value: 'Microsoft.Authorization/roleAssignments/write' },
    properties: { requestbody: '{"properties":{"principalId":"b8d4f6a2-9c31-4e75-a0d8-7f2e5c1b9a63"}}' },
  });
  expect(activitylogs.entities(record)).toContainEqual(
    expect.objectContaining({ type: 'principal', id: 'b8d4f6a2-9c31-4e75-a0d8-7f2e5c1b9a63', role: 'target' }),
  );
});

it.each([
  ['Microsoft.Compute/virtualMachines/write', 'Created', 'create'],
  ['Microsoft.Compute/virtualMachines/write', 'OK', 'update'],
  ['MICROSOFT.COMPUTE/VIRTUALMACHINES/DELETE', 'OK', 'delete'],
  ['Microsoft.Storage/storageAccounts/listKeys/action', 'OK', 'read'],
  ['Microsoft.Compute/virtualMachines/runCommand/action', 'OK', 'other'],
])('%s with %s is to %s', (operation, statusCode, activity) => {
  const record = api({ operationName: operation, properties: { statusCode } });
  expect(activitylogs.traits(record).activity).toBe(activity);
});

it.each([
  [{ status: { value: 'Succeeded' } }, 'success'],
  [{ status: { value: 'Failed' } }, 'failure'],
  [{ status: { value: 'Started' } }, 'unknown'],
  [{ status: undefined, resultType: 'Success' }, 'success'],
  [{ status: undefined, resultType: 'Failure' }, 'failure'],
  [{ status: undefined, resultType: 'Accept' }, 'unknown'],
])('%j is %s', (more, outcome) => {
  expect(factsOf(api(more)).outcome).toBe(outcome);
});

it('a port at the address is left out', () => {
  expect(activitylogs.observables({ callerIpAddress: '198.51.100.7:51000' })).toEqual([['ip', '198.51.100.7']]);
  expect(activitylogs.observables({ callerIpAddress: '[2001:db8::1]:443' })).toEqual([['ip', '2001:db8::1']]);
});

describe('an alert of Defender for Cloud in the Activity Log', () => {
  const alert = (more: Obj = {}): Obj =>
    api({
      operationName: { value: 'Microsoft.Security/locations/alerts/activate/action' },
      eventName: { value: 'Crypto miner started' },
      status: { value: 'Active' },
      properties: { Severity: 'High' },
      ...more,
    });

  it('is a finding of its own severity', () => {
    expect(activitylogs.verdict(alert())).toMatchObject({
      ruleId: 'azure.activitylogs:Crypto miner started',
      title: 'Crypto miner started',
      severity: 4,
    });
    expect(activitylogs.verdict(alert({ properties: { severity: 'Low' } }))?.severity).toBe(2);
    expect(activitylogs.verdict(alert({ properties: null }))?.severity).toBe(1);
  });

  it('is none when it is dismissed, and no other activity is one', () => {
    expect(
      activitylogs.verdict(alert({ operationName: 'Microsoft.Security/locations/alerts/dismiss/action' })),
    ).toBeUndefined();
    expect(activitylogs.verdict(api())).toBeUndefined();
  });
});
