import { describe, expect, it } from 'vitest';
import { Entity as EntityShape, type Entity } from '../../../contracts/entity.ts';
import { cloudtrail } from '../cloudtrail/index.ts';
import { securityhub } from './index.ts';

const ACCOUNT = '111122223333';
const KEY = 'AKIAEXAMPLE000000001';
const TEMPORARY = 'ASIAEXAMPLE000000001';
const finding = (details: object, id = `AWS::IAM::AccessKey:${KEY}`, more: object = {}) => ({
  Id: 'arn:aws:securityhub:eu-central-1:111122223333:finding/1',
  AwsAccountId: ACCOUNT,
  Region: 'eu-central-1',
  UpdatedAt: '2025-11-20T10:00:00Z',
  Types: ['TTPs/Credential Access/UnauthorizedAccess:IAMUser-Example'],
  Resources: [{ Type: 'AwsIamAccessKey', Id: id, Details: { AwsIamAccessKey: details } }],
  ...more,
});
const of = (type: Entity['type'], record: Record<string, unknown>): Entity[] =>
  securityhub.entities(record).filter((e) => e.type === type);

describe('an access key in a Security Hub finding', () => {
  it('goes by the id that CloudTrail knows it by, so that both meet in one incident', () => {
    const trail = cloudtrail.entities({
      eventName: 'ListUsers',
      eventSource: 'iam.amazonaws.com',
      recipientAccountId: ACCOUNT,
      userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::${ACCOUNT}:user/eve`, accountId: ACCOUNT, accessKeyId: KEY },
    });
    const key = trail.find((e) => e.type === 'access_key');
    expect(of('access_key', finding({ PrincipalName: 'eve', PrincipalType: 'IAMUser' }))[0]?.id).toBe(key?.id);
  });

  it.each([
    ['prefixed by its type', `AWS::IAM::AccessKey:${KEY}`, {}],
    ['as the end of an ARN', `arn:aws:iam::${ACCOUNT}:access-key/${KEY}`, {}],
    ['bare', KEY, {}],
    ['in its details', 'something else', { AccessKeyId: KEY }],
  ])('is read %s', (_how, id, details) => {
    expect(of('access_key', finding(details, id)).map((e) => e.id)).toEqual([KEY]);
  });

  it('that cannot be read keeps the id that AWS gave it', () => {
    expect(of('access_key', finding({}, 'AWS::IAM::AccessKey:null')).map((e) => e.id)).toEqual([
      'AWS::IAM::AccessKey:null',
    ]);
  });

  it('that was used acts and has its user’s name; one that merely breaks a rule is a target', () => {
    const details = { PrincipalName: 'eve', PrincipalType: 'IAMUser' };
    expect(of('access_key', finding(details))).toMatchObject([{ role: 'actor', name: 'eve' }]);
    const posture = of('access_key', finding(details, KEY, { Compliance: { Status: 'FAILED' } }));
    expect(posture).toMatchObject([{ role: 'target' }]);
    expect(posture[0]).not.toHaveProperty('name');
  });
});

it('names that are absurdly long still make entities', () => {
  for (const PrincipalType of ['IAMUser', 'AssumedRole'])
    for (const e of securityhub.entities(finding({ PrincipalName: 'x'.repeat(9_000), PrincipalType })))
      expect(EntityShape.safeParse(e).success).toBe(true);
});

describe('whose the key is', () => {
  const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
  const issuer = (Arn: string) => ({ SessionContext: { SessionIssuer: { Type: 'Role', Arn } } });
  it.each([
    ['a user', { PrincipalName: 'eve', PrincipalType: 'IAMUser' }, KEY, `arn:aws:iam::${ACCOUNT}:user/eve`],
    [
      'a user by the id’s prefix',
      { PrincipalName: 'eve', PrincipalId: 'AIDAEXAMPLE' },
      KEY,
      `arn:aws:iam::${ACCOUNT}:user/eve`,
    ],
    ['a user where nothing else is said', { PrincipalName: 'eve' }, KEY, `arn:aws:iam::${ACCOUNT}:user/eve`],
    ['an assumed role', { PrincipalName: 'deploy', PrincipalType: 'AssumedRole' }, TEMPORARY, role('deploy')],
    ['a role', { PrincipalName: 'deploy', PrincipalType: 'Role' }, TEMPORARY, role('deploy')],
    [
      'a role with its session',
      { PrincipalName: 'deploy/build-7', PrincipalType: 'AssumedRole' },
      TEMPORARY,
      role('deploy'),
    ],
    [
      'a role by the id’s prefix',
      { PrincipalName: 'deploy', PrincipalId: 'AROAEXAMPLE:build-7' },
      TEMPORARY,
      role('deploy'),
    ],
    [
      'the role that issued the session, with its path',
      { PrincipalName: 'deploy', ...issuer(role('ci/deploy')) },
      TEMPORARY,
      role('ci/deploy'),
    ],
  ])('%s', (_what, details, key, arn) => {
    expect(of('principal', finding(details, `AWS::IAM::AccessKey:${key}`))).toMatchObject([{ id: arn, role: 'actor' }]);
  });

  it.each([
    ['the root', { PrincipalName: 'Root', PrincipalType: 'Root' }, KEY],
    ['a federated user', { PrincipalName: 'eve', PrincipalType: 'FederatedUser' }, TEMPORARY],
    ['a temporary key’s unknown principal', { PrincipalName: 'eve' }, TEMPORARY],
    ['a role without a name', { PrincipalType: 'AssumedRole' }, TEMPORARY],
  ])('%s is no user that could be made up', (_what, details, key) => {
    expect(of('principal', finding(details, `AWS::IAM::AccessKey:${key}`))).toEqual([]);
  });
});
