import { describe, expect, it } from 'vitest';
import { servicePrincipalSignIn, signIn } from '../../../ingest/sources/azure/samples.ts';
import { signinlogs } from './index.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
const base = signIn(NOW);
const of = (properties: object, outside: object = {}) => ({
  ...base,
  ...outside,
  properties: { ...base.properties, ...properties },
});

it('the same sign-in by an export and by Graph is one event', () => {
  const [exported, graph] = [signinlogs.facts(base), signinlogs.facts(base.properties)];
  expect(exported).toEqual(graph);
  expect(signinlogs.entities(base)).toEqual(signinlogs.entities(base.properties));
});

describe('the outcome', () => {
  it.each([
    [of({ status: { errorCode: 0 } }), 'success'],
    [of({ status: { errorCode: 50_126 } }), 'failure'],
    [of({ status: undefined }, { resultType: '50126' }), 'failure'],
    // Interrupted, to ask for more: the sign-in that follows says how it ended.
    [of({ status: { errorCode: 50_074 } }), 'unknown'],
    [of({ status: undefined }, { resultType: '50140' }), 'unknown'],
    [of({ status: { errorCode: 500_121 } }), 'failure'],
    [of({ status: undefined }, { resultType: 0 }), 'success'],
    [of({ status: undefined }, { resultType: 'Success' }), 'unknown'],
  ])('is by the error code', (record, outcome) => {
    expect(signinlogs.facts(record)).toMatchObject({ value: { outcome } });
  });
});

it('somebody who does not exist is a name and no object', () => {
  const record = of({ userId: '00000000-0000-0000-0000-000000000000', userPrincipalName: 'Nobody@example.com' });
  const actors = signinlogs.entities(record).filter((e) => e.role === 'actor');
  expect(actors.map((e) => `${e.type} ${e.id}`)).toEqual(['user nobody@example.com']);
});

it('the application of a user’s sign-in does not act, that of an application’s own does', () => {
  const id = 'c5d8e2f1-7a4b-4e93-b610-2d9f8c7a5e34';
  expect(signinlogs.entities(base).find((e) => e.id === id)).toMatchObject({ type: 'resource', role: 'related' });
  expect(signinlogs.entities(servicePrincipalSignIn(NOW)).find((e) => e.id === id)).toMatchObject({
    type: 'principal',
    role: 'actor',
  });
});

it('tells of habits by the person, the address and the program', () => {
  expect(signinlogs.traits(base)).toEqual({
    byService: false,
    activity: 'sign-in',
    principal: '3f2c9a64-1b7e-4d08-a5c3-9e6d2f8b1a70',
    principalType: 'User',
    address: '198.51.100.23',
    userAgent: base.properties.userAgent,
  });
});

it('says whether a second factor was asked, and how risky it looked', () => {
  const facts = signinlogs.facts(base);
  if (!facts.ok) throw new Error(facts.error);
  expect(signinlogs.toOcsf(base, facts.value)).toMatchObject({
    is_mfa: true,
    severity_id: 1,
    logon_type: 'Interactive',
  });
  const risky = of({ authenticationRequirement: 'singleFactorAuthentication', riskLevelDuringSignIn: 'high' });
  expect(signinlogs.toOcsf(risky, facts.value)).toMatchObject({ is_mfa: false, severity_id: 4 });
});

it('an address that is none ties nobody together', () => {
  for (const ipAddress of ['0.0.0.0', '::']) {
    const record = { ...signIn(NOW), callerIpAddress: ipAddress };
    const none = { ...record, properties: { ...record.properties, ipAddress } };
    expect(signinlogs.entities(none).filter((e) => e.type === 'ip')).toEqual([]);
  }
});
