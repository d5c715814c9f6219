import { describe, expect, it } from 'vitest';
import { traitsOf } from './traits.ts';

const user = {
  type: 'IAMUser',
  arn: 'arn:aws:iam::111122223333:user/ann',
  accountId: '111122223333',
  accessKeyId: 'AKIAEXAMPLEANN000001',
  userName: 'ann',
};
const record = (more: Record<string, unknown> = {}) => ({
  eventSource: 's3.amazonaws.com',
  eventName: 'PutObject',
  userIdentity: user,
  sourceIPAddress: '200.160.2.3',
  userAgent: 'aws-cli/2.17.0',
  ...more,
});

describe('what of a CloudTrail record tells of habits', () => {
  it('a user with a key that lasts', () => {
    expect(traitsOf(record())).toEqual({
      principal: user.arn,
      principalType: 'IAMUser',
      accessKey: user.accessKeyId,
      address: '200.160.2.3',
      userAgent: 'aws-cli/2.17.0',
      byService: false,
      activity: 'create',
    });
  });

  it('sessions of a role are the role', () => {
    const role = 'arn:aws:iam::111122223333:role/deploy';
    const session = (name: string) =>
      traitsOf(
        record({
          userIdentity: {
            type: 'AssumedRole',
            arn: `arn:aws:sts::111122223333:assumed-role/deploy/${name}`,
            accessKeyId: 'ASIAEXAMPLE000000001',
            sessionContext: { sessionIssuer: { type: 'Role', arn: role } },
          },
        }),
      );
    expect(session('one')).toMatchObject({ principal: role, accessKeyIsTemporary: true, byService: false });
    expect(session('two')).toEqual(session('one'));
  });

  it.each([
    ['a service by itself', { userIdentity: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' } }, undefined],
    ['a service for somebody', { userIdentity: { ...user, invokedBy: 'cloudformation.amazonaws.com' } }, user.arn],
    ['a service where the address stands', { sourceIPAddress: 'cloudformation.amazonaws.com' }, user.arn],
  ])('%s is a service', (_, more, principal) => {
    const traits = traitsOf(record(more));
    expect(traits.byService).toBe(true);
    expect(traits.principal).toBe(principal);
  });

  it.each([
    ['s3', 'GetObject', {}, 'read'],
    ['kms', 'GenerateDataKey', { readOnly: true }, 'read'],
    ['cloudtrail', 'DeleteTrail', {}, 'delete'],
    ['iam', 'UpdateLoginProfile', {}, 'update'],
    ['sts', 'AssumeRole', {}, 'other'],
    ['signin', 'ConsoleLogin', {}, 'sign-in'],
  ])('%s %s is %j %s', (source, eventName, more, activity) => {
    expect(traitsOf(record({ eventSource: `${source}.amazonaws.com`, eventName, ...more })).activity).toBe(activity);
  });

  it.each([{}, { userIdentity: null }, { userIdentity: [], sourceIPAddress: 7 }])('a record of any shape: %j', (r) => {
    expect(traitsOf(r)).toMatchObject({ activity: 'other' });
  });
});
