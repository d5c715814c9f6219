import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deactivateAccessKey } from '../../../respond/actions/aws/iam/deactivate-access-key/index.ts';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { guardduty } from './index.ts';

const TIME = '2026-01-10T12:00:00.000Z';
const KEY = `AKIA${'B'.repeat(16)}`;
const finding = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  accountId: '123456789012',
  region: 'eu-central-1',
  id: 'one',
  arn: 'arn:aws:guardduty:eu-central-1:123456789012:detector/d/finding/one',
  type: 'Recon:EC2/Portscan',
  severity: 5,
  createdAt: TIME,
  updatedAt: TIME,
  ...more,
});
const sequence = (parts: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  finding({
    type: 'AttackSequence:S3/CompromisedData',
    severity: 9,
    service: { archived: false, detection: { sequence: parts } },
    ...more,
  });
const idsOf = (record: Record<string, unknown>) => guardduty.entities(record).map((e) => [e.type, e.id, e.role]);
const user = { name: 'eve', type: 'IAMUser', credentialUid: KEY, account: { uid: '123456789012' } };

describe('an attack sequence', () => {
  it('names all who acted, all acted upon, and where from, as other formats name them', () => {
    const record = sequence({
      actors: [
        { user },
        { user: { name: 'deploy/build-7', type: 'AssumedRole', account: { uid: '111122223333' } } },
        { user: { name: 'Root', type: 'Root' } },
      ],
      endpoints: [{ ip: '203.0.113.66' }, { domain: 'Bad.example.com' }, { ip: 'no address' }],
      resources: [
        { resourceType: 'S3_BUCKET', uid: 'arn:aws:s3:::ledger', name: 'ledger' },
        { resourceType: 'S3_OBJECT', uid: 'arn:aws:s3:::ledger/a.csv' },
        { resourceType: 'EC2_INSTANCE', uid: 'arn:aws:ec2:eu-central-1:123456789012:instance/i-0123456789abcdef0' },
        { resourceType: 'EC2_INSTANCE', uid: 'odd', name: 'i-0123456789abcdef1' },
        { resourceType: 'ACCESS_KEY', uid: `AWS::IAM::AccessKey:ASIA${'A'.repeat(16)}` },
        { resourceType: 'EKS_CLUSTER', uid: 'arn:aws:eks:eu-central-1:123456789012:cluster/shop' },
      ],
    });
    expect(idsOf(record)).toEqual([
      ['principal', 'arn:aws:iam::123456789012:user/eve', 'actor'],
      ['access_key', KEY, 'actor'],
      ['principal', 'arn:aws:iam::111122223333:role/deploy', 'actor'],
      ['principal', 'arn:aws:iam::123456789012:root', 'actor'],
      ['bucket', 'arn:aws:s3:::ledger', 'target'],
      ['instance', 'i-0123456789abcdef0', 'target'],
      ['instance', 'i-0123456789abcdef1', 'target'],
      ['access_key', `ASIA${'A'.repeat(16)}`, 'actor'],
      ['resource', 'arn:aws:eks:eu-central-1:123456789012:cluster/shop', 'target'],
      ['ip', '203.0.113.66', 'source'],
      ['domain', 'bad.example.com', 'related'],
    ]);
    expect(guardduty.entities(record)[1]).toMatchObject({ name: 'eve', account: '123456789012' });
  });

  it('its techniques are those of its indicators and of its signals’', () => {
    const record = sequence({
      sequenceIndicators: [
        { key: 'ATTACK_TACTIC', values: ['Defense Evasion', 'Exfiltration', 'Magic'] },
        { key: 'ATTACK_TECHNIQUE', values: ['T1530 - Data from Cloud Storage', 'T1530'] },
      ],
      signals: [{ signalIndicators: [{ key: 'ATTACK_TECHNIQUE', values: ['T1562.008'] }] }],
    });
    expect(guardduty.verdict(record)).toMatchObject({
      ruleId: 'aws.guardduty:AttackSequence:S3/CompromisedData',
      severity: 5,
      tactics: ['defense-evasion', 'exfiltration'],
      techniques: ['T1530', 'T1562.008'],
    });
  });

  it('without indicators they are what its description lists', () => {
    const description =
      'Seen:\n - 2 MITRE ATT&CK tactics observed: Impact, Discovery\n - 1 MITRE ATT&CK techniques observed: T1485 - Data Destruction\n';
    expect(guardduty.verdict(sequence({}, { description }))).toMatchObject({
      tactics: ['impact', 'discovery'],
      techniques: ['T1485'],
    });
  });

  it('and else what its type says; another finding’s description tells nothing', () => {
    expect(guardduty.verdict(sequence({}))).toMatchObject({ tactics: ['initial-access'], techniques: [] });
    const description = '1 MITRE ATT&CK techniques observed: T1485';
    expect(guardduty.verdict(finding({ description }))?.techniques).toEqual(['T1046']);
  });

  it('addresses that its indicators know are matched as well', () => {
    const record = sequence({ sequenceIndicators: [{ key: 'TOR_IP', values: ['203.0.113.66', 'nowhere'] }] });
    expect(guardduty.observables(record)).toEqual([['ip', '203.0.113.66']]);
  });

  it('archived, it is no finding', () => {
    const record = sequence({ actors: [{ user }] });
    (record['service'] as Record<string, unknown>)['archived'] = true;
    expect(guardduty.verdict(record)).toBeUndefined();
  });
});

describe('a scan of an object', () => {
  const scan = (status: string, scanStatus = 'COMPLETED'): Record<string, unknown> => ({
    id: 'event-1',
    'detail-type': 'GuardDuty Malware Protection Object Scan Result',
    source: 'aws.guardduty',
    account: '123456789012',
    region: 'eu-central-1',
    time: TIME,
    detail: {
      scanStatus,
      s3ObjectDetails: { bucketName: 'inbox', objectKey: 'a/b.exe' },
      scanResultDetails: { scanResultStatus: status, threats: [{ name: 'EICAR' }] },
    },
  });
  const classOf = (record: Record<string, unknown>) => {
    const facts = guardduty.facts(record);
    if (!facts.ok) throw new Error(facts.error);
    const event = guardduty.toOcsf(record, facts.value);
    expect(problemsOf(event)).toEqual([]);
    return event.class_uid;
  };

  it('that found something is a finding about the bucket and the object', () => {
    const record = scan('THREATS_FOUND');
    expect(classOf(record)).toBe(2004);
    expect(idsOf(record)).toEqual([
      ['bucket', 'arn:aws:s3:::inbox', 'target'],
      ['resource', 'arn:aws:s3:::inbox/a/b.exe', 'target'],
    ]);
    expect(guardduty.verdict(record)).toMatchObject({ severity: 4, ruleId: 'aws.guardduty:Object:S3/MaliciousFile' });
  });

  it.each([
    ['NO_THREATS_FOUND', 'COMPLETED'],
    ['ACCESS_DENIED', 'SKIPPED'],
  ])('that ended with %s is a scan and no finding', (result, status) => {
    expect(classOf(scan(result, status))).toBe(6007);
    expect(guardduty.verdict(scan(result, status))).toBeUndefined();
  });
});

describe('who acted', () => {
  const by = (key: Record<string, unknown>) =>
    idsOf(finding({ resource: { accessKeyDetails: key } })).filter(([, , role]) => role === 'actor');
  const arn = (rest: string) => `arn:aws:iam::123456789012:${rest}`;
  it.each([
    ['IAMUser', 'eve', arn('user/eve')],
    ['Role', 'deploy', arn('role/deploy')],
    ['AssumedRole', 'deploy', arn('role/deploy')],
    ['Root', 'Root', arn('root')],
    ['FederatedUser', 'eve', 'arn:aws:sts::123456789012:federated-user/eve'],
    ['Directory', 'eve', 'eve'],
    ['KindThatIsNew', 'eve', 'eve'],
  ])('%s is named', (userType, userName, id) => {
    expect(by({ userType, userName })).toEqual([['principal', id, 'actor']]);
  });

  it('a service of AWS is nobody', () => {
    expect(by({ userType: 'AWSService', userName: 'config.amazonaws.com' })).toEqual([]);
  });

  it('a role’s session is that of its calls', () => {
    const found = by({ userType: 'AssumedRole', userName: 'deploy', principalId: 'AROAEXAMPLEID000001:build-7' });
    expect(found).toContainEqual(['session', 'arn:aws:sts::123456789012:assumed-role/deploy/build-7', 'actor']);
  });

  it('a key is named even if its id is a placeholder, of which no action makes anything', () => {
    const key = { userType: 'IAMUser', userName: 'eve', accessKeyId: 'PlaceholderOfAnAccessKey' };
    const entity = guardduty
      .entities(finding({ resource: { accessKeyDetails: key } }))
      .find((e) => e.type === 'access_key');
    expect(entity?.id).toBe('PlaceholderOfAnAccessKey');
    expect(deactivateAccessKey.paramsFor(entity!)).toEqual([]);
  });

  it('a cluster’s user goes by the name that its audit log has, a database’s by the database', () => {
    const kubernetesDetails = {
      kubernetesUserDetails: { username: 'system:serviceaccount:shop:cart' },
      kubernetesWorkloadDetails: { type: 'pods', name: 'cart-1', namespace: 'shop' },
    };
    const action = { kubernetesApiCallAction: { sourceIPs: ['no address', '203.0.113.9'] } };
    expect(idsOf(finding({ resource: { kubernetesDetails }, service: { action } }))).toEqual([
      ['principal', 'system:serviceaccount:shop:cart', 'actor'],
      ['resource', 'namespaces/shop/pods/cart-1', 'target'],
      ['ip', '203.0.113.9', 'source'],
    ]);
    const dbInstanceArn = 'arn:aws:rds:eu-central-1:123456789012:db:orders';
    const resource = { rdsDbInstanceDetails: { dbInstanceArn }, rdsDbUserDetails: { user: 'app' } };
    expect(idsOf(finding({ resource }))).toEqual([
      ['principal', `${dbInstanceArn}/app`, 'actor'],
      ['resource', dbInstanceArn, 'target'],
    ]);
  });
});

describe('upon what', () => {
  const HASH = 'a1'.repeat(32);
  it('volumes, containers and objects in which something was found, with its digest', () => {
    const filePaths = [{ hash: HASH.toUpperCase() }, { hash: 'no digest' }];
    const record = finding({
      resource: {
        ebsVolumeDetails: {
          scannedVolumeDetails: [{ volumeArn: 'arn:aws:ec2:eu-central-1:123456789012:volume/vol-0123456789abcdef0' }],
        },
        containerDetails: { id: 'c0ffee', image: 'shop:1' },
        s3BucketDetails: [{ arn: 'arn:aws:s3:::in', s3ObjectDetails: [{ objectArn: 'arn:aws:s3:::in/a.exe' }] }],
      },
      service: { ebsVolumeScanDetails: { scanDetections: { threatDetectedByName: { threatNames: [{ filePaths }] } } } },
    });
    expect(idsOf(record)).toEqual([
      ['bucket', 'arn:aws:s3:::in', 'target'],
      ['resource', 'arn:aws:s3:::in/a.exe', 'target'],
      ['resource', 'c0ffee', 'target'],
      ['volume', 'vol-0123456789abcdef0', 'target'],
      ['hash', HASH, 'related'],
    ]);
    expect(guardduty.observables(record)).toEqual([['hash', HASH]]);
  });

  it('what a call affected, but no instance: nobody said that it misbehaves', () => {
    const affectedResources = { 'AWS::S3::Bucket': 'ledger', 'AWS::EC2::Instance': 'i-0123456789abcdef0' };
    const record = finding({ service: { action: { awsApiCallAction: { affectedResources } } } });
    expect(idsOf(record)).toEqual([['bucket', 'arn:aws:s3:::ledger', 'target']]);
  });
});

it('users and roles that a call acted upon are known by their ARN', () => {
  const affectedResources = { 'AWS::IAM::User': 'eve', 'AWS::IAM::Role': 'deploy' };
  expect(idsOf(finding({ service: { action: { awsApiCallAction: { affectedResources } } } }))).toEqual([
    ['principal', 'arn:aws:iam::123456789012:user/eve', 'target'],
    ['role', 'arn:aws:iam::123456789012:role/deploy', 'target'],
  ]);
});

it('malware in a snapshot, an image or a recovery point shows by its digests', () => {
  const digests = ['a', 'b', 'c'].map((digit) => digit.repeat(64));
  const threats = [{ hash: digests[0], itemDetails: [{ hash: digests[1] }], itemPaths: [{ hash: digests[2] }] }];
  const ids = idsOf(finding({ service: { malwareScanDetails: { threats } } })).filter(([type]) => type === 'hash');
  expect(ids.map(([, id]) => id)).toEqual(digests);
});

it('who acted in a cluster’s sequence, and upon which workload, are named as its audit log names them', () => {
  const name = 'system:serviceaccount:shop:basket';
  const record = sequence({
    actors: [{ user: { name, account: {} } }],
    resources: [
      {
        uid: 'w-1',
        name: 'basket',
        resourceType: 'KUBERNETES_WORKLOAD',
        data: { kubernetesWorkload: { type: 'DEPLOYMENTS', namespace: 'shop' } },
      },
      { uid: 'w-2', resourceType: 'KUBERNETES_WORKLOAD' },
    ],
  });
  expect(idsOf(record)).toEqual([
    ['principal', name, 'actor'],
    ['resource', 'namespaces/shop/deployments/basket', 'target'],
    ['resource', 'w-2', 'target'],
  ]);
});

it('the account from which a key was used is named, unless it is one’s own', () => {
  const used = (affiliated: boolean) =>
    idsOf(
      finding({
        service: { action: { awsApiCallAction: { remoteAccountDetails: { accountId: '210987654321', affiliated } } } },
      }),
    ).filter(([type]) => type === 'account');
  expect(used(false)).toEqual([['account', '210987654321', 'related']]);
  expect(used(true)).toEqual([]);
});

it('an IPv6 address and the ARNs of clusters, functions and databases are entities too', () => {
  const record = finding({
    resource: { eksClusterDetails: { arn: 'arn:aws:eks:eu-central-1:123456789012:cluster/shop' } },
    service: { action: { kubernetesApiCallAction: { remoteIpDetails: { ipAddressV6: '2001:db8::7' } } } },
  });
  expect(idsOf(record)).toEqual([
    ['resource', 'arn:aws:eks:eu-central-1:123456789012:cluster/shop', 'target'],
    ['ip', '2001:db8::7', 'source'],
  ]);
});

it('no JSON object makes it throw', () => {
  fc.assert(
    fc.property(fc.constantFrom('service', 'resource', 'detail', 'Service'), fc.jsonValue(), (name, value) => {
      for (const record of [sequence({ actors: [{ user }] }), { 'detail-type': 'x', id: 'a', time: TIME }]) {
        const odd: Record<string, unknown> = { ...record, [name]: value };
        const facts = guardduty.facts(odd);
        guardduty.entities(odd);
        guardduty.observables(odd);
        guardduty.verdict(odd);
        if (facts.ok) guardduty.toOcsf(odd, facts.value);
      }
    }),
    { numRuns: 150 },
  );
});
