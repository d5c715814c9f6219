import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { cloudtrail } from './index.ts';

const ACCOUNT = '111122223333';
const STORE = 'arn:aws:identitystore:::user/';
const record = (eventSource: string, eventName: string, more: Record<string, unknown> = {}) => ({
  eventVersion: '1.11',
  userIdentity: { type: 'IdentityCenterUser', accountId: ACCOUNT, onBehalfOf: { userId: '90ab-1' } },
  eventTime: '2026-01-10T12:00:00Z',
  eventSource,
  eventName,
  awsRegion: 'eu-central-1',
  sourceIPAddress: '198.51.100.20',
  eventID: 'one',
  recipientAccountId: ACCOUNT,
  ...more,
});
const service = (name: string, said: string) =>
  record('signin.amazonaws.com', name, { eventType: 'AwsServiceEvent', serviceEventDetails: { [name]: said } });
const console = (name: string, said: string) =>
  record('signin.amazonaws.com', name, { eventType: 'AwsConsoleSignIn', responseElements: { [name]: said } });

function read(of: Record<string, unknown>) {
  const facts = cloudtrail.facts(of);
  if (!facts.ok) throw new Error(facts.error);
  const event = cloudtrail.toOcsf(of, facts.value);
  expect(problemsOf(event)).toEqual([]);
  return { ...facts.value, event };
}

describe('signing in', () => {
  it.each([
    ['a person of Identity Center who came in', service('UserAuthentication', 'Success'), 'success', 3002, 1],
    ['a password of theirs that was wrong', service('CredentialVerification', 'Failure'), 'failure', 3002, 6],
    ['a second factor that was asked for', service('CredentialChallenge', 'Success'), 'success', 3002, 6],
    ['a second factor that was wrong', console('CheckMfa', 'Failure'), 'failure', 3002, 6],
    ['a person who left the portal', record('sso.amazonaws.com', 'Logout'), 'success', 3002, 2],
    ['a role that was not let in', console('SwitchRole', 'Failure'), 'failure', 6003, 99],
    ['a password that nobody may reset', console('PasswordRecoveryRequested', 'Failure'), 'failure', 6003, 99],
  ])('%s', (_, of, outcome, class_uid, activity_id) => {
    expect(read(of)).toMatchObject({
      outcome,
      event: {
        class_uid,
        activity_id,
        status_id: outcome === 'success' ? 1 : 2,
        actor: { user: { uid: `${STORE}90ab-1` } },
      },
    });
  });

  it('is what habits know as such only where somebody came in', () => {
    const activity = (of: Record<string, unknown>) => cloudtrail.traits(of).activity;
    expect(activity(service('UserAuthentication', 'Success'))).toBe('sign-in');
    expect(activity(service('CredentialChallenge', 'Success'))).not.toBe('sign-in');
  });

  it('is by a person whose habits are learnt, though they have no ARN', () => {
    expect(cloudtrail.traits(service('UserAuthentication', 'Success')).principal).toBe(`${STORE}90ab-1`);
    expect(
      cloudtrail.traits(record('s3.amazonaws.com', 'GetObject', { userIdentity: { type: 'AWSService' } })).principal,
    ).toBeUndefined();
  });

  it('says nothing of failure in other services’ calls, which may return any text', () => {
    const named = record('glue.amazonaws.com', 'GetJob', { responseElements: { GetJob: 'Failure' } });
    expect(read(named).outcome).toBe('success');
  });
});

it('what a service says that failed, failed, and who did it is the service', () => {
  const failed = record('secretsmanager.amazonaws.com', 'RotationFailed', {
    eventType: 'AwsServiceEvent',
    userIdentity: { type: 'AWSService', invokedBy: 'secretsmanager.amazonaws.com' },
    sourceIPAddress: undefined,
  });
  expect(read(failed)).toMatchObject({
    outcome: 'failure',
    event: { src_endpoint: { svc_name: 'secretsmanager.amazonaws.com' } },
  });
});

describe('a record', () => {
  it('keeps what has no place in the event', () => {
    const { unmapped } = read(
      record('kms.amazonaws.com', 'Decrypt', {
        userIdentity: {
          type: 'AssumedRole',
          arn: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/build`,
          accountId: ACCOUNT,
          sessionContext: { sourceIdentity: 'mara@example.com' },
        },
        tlsDetails: { tlsVersion: 'TLSv1.3' },
        vpcEndpointId: 'vpce-1',
        vpcEndpointAccountId: ACCOUNT,
        addendum: { reason: 'DELIVERY_DELAY' },
        edgeDeviceDetails: { id: 'd' },
      }),
    ).event;
    expect(unmapped).toEqual({
      tlsDetails: { tlsVersion: 'TLSv1.3' },
      vpcEndpointId: 'vpce-1',
      vpcEndpointAccountId: ACCOUNT,
      addendum: { reason: 'DELIVERY_DELAY' },
      edgeDeviceDetails: { id: 'd' },
      sourceIdentity: 'mara@example.com',
    });
  });

  it('without a recipient is of its caller’s account, or of its resource’s where the caller is a stranger', () => {
    const resources = [{ ARN: 'arn:aws:s3:::ledger' }, { ARN: 'arn:aws:s3:::ledger', accountId: ACCOUNT }];
    const of = (userIdentity: Record<string, unknown>) =>
      read(record('s3.amazonaws.com', 'GetObject', { recipientAccountId: undefined, userIdentity, resources })).account;
    expect(of({ type: 'IAMUser', accountId: '444455556666' })).toBe('444455556666');
    expect(of({ type: 'AWSAccount', accountId: '444455556666' })).toBe(ACCOUNT);
    expect(of({ type: 'AWSAccount', accountId: 'anonymous' })).toBe(ACCOUNT);
    expect(of({ type: 'AWSService' })).toBe(ACCOUNT);
  });

  it('with an empty error, as tables have where there is none, is a success', () => {
    expect(read(record('s3.amazonaws.com', 'GetObject', { errorCode: '' })).outcome).toBe('success');
  });

  it('of nobody at all is an event still', () => {
    expect(
      read(record('s3.amazonaws.com', 'GetObject', { userIdentity: undefined, recipientAccountId: undefined })).event
        .actor,
    ).toEqual({ user: { type: 'Unknown', name: 'unknown' } });
  });
});
