import { describe, expect, test } from 'vitest';
import type { AwsAnswer, AwsClient, AwsRequest } from '../../aws/types.ts';
import { InspectorReport } from '../../contracts/agents.ts';
import type { Finding } from '../../contracts/finding.ts';
import type { JsonObject } from '../../kit/canonical.ts';
import { sha256Hex } from '../../kit/crypto.ts';
import { err, ok } from '../../kit/result.ts';
import {
  ACCOUNT,
  actorKey,
  actorUser,
  finding,
  job,
  KEY,
  launched,
  leakedKeyFindings,
  T0,
} from '../testing/findings.ts';
import { inspect, type InspectDeps } from './inspect.ts';

const at = (ms: number) => new Date(ms).toISOString();
const DAY = 86_400_000;
const key = (user: string, id: string, created: number, status = 'Active') => ({
  UserName: user,
  AccessKeyId: id,
  Status: status,
  CreateDate: at(created),
});
const KEYS: Record<string, JsonObject[]> = {
  'ci-deployer': [key('ci-deployer', KEY, T0 - 90 * DAY), key('ci-deployer', 'AKIAOLDKEY0000000001', T0 - 300 * DAY)],
  'support-svc': [
    key('support-svc', 'AKIABACKDOOR00000001', T0 + 120_000),
    key('support-svc', 'AKIABACKDOOR00000002', T0, 'Inactive'),
  ],
};
const instance = (id: string, state = 'running') => ({
  InstanceId: id,
  InstanceType: 'p3.2xlarge',
  State: { Name: state },
  PublicIpAddress: '198.51.100.9',
  SubnetId: 'subnet-0aaaaaaaaaaaaaaa1',
  BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeId: 'vol-0aaaaaaaaaaaaaaa1' } }],
  SecurityGroups: [{ GroupId: 'sg-1' }],
});

const ipSetArn = (name: string, region: string, of = ACCOUNT) =>
  `arn:aws:wafv2:${region}:${of}:regional/ipset/${name}/1a`;
const IP_SETS = (region: string) =>
  ['vedette-blocked-web', 'partners', 'vedette-blocked-', 'x-vedette-blocked-web'].map((Name) => ({
    Name,
    ARN: ipSetArn(Name, region),
  }));

/** An account that answers as AWS would; `requests` is what was asked of it. */
function account(overrides: (r: AwsRequest) => AwsAnswer | undefined = () => undefined) {
  const requests: AwsRequest[] = [];
  const answer = (r: AwsRequest): AwsAnswer => {
    const user = r.params['UserName'] as string;
    switch (r.operation) {
      case 'ListAccessKeys':
        return ok({ AccessKeyMetadata: KEYS[user] ?? [], IsTruncated: false });
      case 'ListAttachedUserPolicies':
        return ok({ AttachedPolicies: [{ PolicyName: 'AdministratorAccess' }], IsTruncated: false });
      case 'GetUser':
        return ok({ User: { UserName: user, CreateDate: at(T0), Tags: [{ Key: 'team', Value: 'platform' }] } });
      case 'DescribeInstances':
        return ok({
          Reservations: [
            {
              ReservationId: 'r-1',
              Instances: r.params['InstanceIds']
                ? [instance(launched.id)]
                : [
                    instance(launched.id),
                    instance('i-0aaaaaaaaaaaaaaa1'),
                    instance('i-0aaaaaaaaaaaaaaa2', 'terminated'),
                  ],
            },
            // Not the reservation that was asked for: an endpoint that ignores filters.
            { ReservationId: 'r-2', Instances: r.params['InstanceIds'] ? [] : [instance('i-0bbbbbbbbbbbbbbb1')] },
          ],
        });
      case 'DescribeNetworkAcls':
        return ok({
          NetworkAcls: [
            { NetworkAclId: 'acl-0aaaaaaaaaaaaaaa1', Associations: [{ SubnetId: 'subnet-0aaaaaaaaaaaaaaa1' }] },
            { NetworkAclId: 'acl-0bbbbbbbbbbbbbbb1', Associations: [{ SubnetId: 'subnet-0bbbbbbbbbbbbbbb1' }] },
          ],
        });
      case 'ListIPSets':
        return ok({ IPSets: IP_SETS(r.region) });
      default:
        return err({ kind: 'unsupported', code: 'InvalidAction', message: '' });
    }
  };
  const send = (r: AwsRequest) => {
    requests.push(r);
    return Promise.resolve(overrides(r) ?? answer(r));
  };
  const client: AwsClient = { send, sendRead: send };
  return { client, requests };
}

function depsOf(client: AwsClient, more: Partial<InspectDeps> = {}) {
  const objects = new Map<string, string>();
  const deps: InspectDeps = {
    connect: () => Promise.resolve(ok(client)),
    evidence: { put: (k, text) => Promise.resolve(void objects.set(k, text)) },
    now: () => T0 + DAY,
    ...more,
  };
  return { deps, objects };
}

const run = async (findings: Finding[], aws = account(), more: Partial<InspectDeps> = {}) => {
  const { deps, objects } = depsOf(aws.client, more);
  const report = await inspect(deps, job(findings));
  expect(InspectorReport.safeParse(report).error?.issues ?? []).toEqual([]);
  return { report, objects, requests: aws.requests };
};

describe('the leaked key', () => {
  test("discovers the backdoor user's active key and the launch's other running instance, nothing else", async () => {
    const { report } = await run(leakedKeyFindings());
    expect(report.discovered.filter((e) => e.of === undefined)).toEqual([
      { type: 'access_key', id: 'AKIABACKDOOR00000001', role: 'related', name: 'support-svc', account: ACCOUNT },
      { type: 'instance', id: 'i-0aaaaaaaaaaaaaaa1', role: 'related', account: ACCOUNT, region: 'eu-north-1' },
    ]);
    expect(report.limits).toEqual([]);
  });

  test('finds where an instance can be walled in: its subnet’s ACL, its volumes, its own address', async () => {
    const { report } = await run(leakedKeyFindings());
    const common = { role: 'related', of: launched.id, account: ACCOUNT, region: 'eu-north-1' };
    expect(report.discovered.filter((e) => e.of !== undefined)).toEqual([
      { type: 'ip', id: '198.51.100.9', ...common },
      { type: 'volume', id: 'vol-0aaaaaaaaaaaaaaa1', ...common },
      { type: 'network_acl', id: 'acl-0aaaaaaaaaaaaaaa1', ...common },
    ]);
  });

  test('looks for IP sets only where a detector or indicator names an address, and takes only those named for us', async () => {
    const asked = async (findings: Finding[], aws = account()) => {
      const { report, requests } = await run(findings, aws);
      return {
        sets: report.discovered.filter((e) => e.type === 'ip_set').map((e) => e.id),
        asked: requests.filter((r) => r.operation === 'ListIPSets').map((r) => [r.region, r.params['Scope']]),
      };
    };
    expect(await asked(leakedKeyFindings())).toEqual({ sets: [], asked: [] });
    const vendor = finding(9, 'ec2.amazonaws.com:x', { kind: 'vendor', region: 'eu-north-1' });
    expect(await asked([vendor])).toEqual({
      sets: [ipSetArn('vedette-blocked-web', 'eu-north-1'), ipSetArn('vedette-blocked-web', 'us-east-1')],
      asked: [
        ['eu-north-1', 'REGIONAL'],
        ['us-east-1', 'CLOUDFRONT'],
      ],
    });
    const foreign = account((r) =>
      r.operation === 'ListIPSets'
        ? ok({
            IPSets: [{ Name: 'vedette-blocked-web', ARN: ipSetArn('vedette-blocked-web', r.region, '999900001111') }],
          })
        : undefined,
    );
    expect((await asked([vendor], foreign)).sets).toEqual([]);
  });

  test('an older key of the compromised user is a fact, not a discovery', async () => {
    const { report } = await run(leakedKeyFindings());
    expect(report.facts.join('\n')).toContain('AKIAOLDKEY0000000001 of ci-deployer is active');
  });

  test('a key of an involved user made since the attack began is a discovery', async () => {
    const aws = account((r) =>
      r.operation === 'ListAccessKeys' && r.params['UserName'] === 'ci-deployer'
        ? ok({ AccessKeyMetadata: [key('ci-deployer', 'AKIANEWKEY0000000001', T0 + 5_000)] })
        : undefined,
    );
    const { report } = await run([finding(1, 'iam.amazonaws.com:ListUsers')], aws);
    expect(report.discovered.map((e) => e.id)).toEqual(['AKIANEWKEY0000000001']);
  });

  test('a person’s report, or a sender of another account, brings no key and no instance into the attacker’s hands', async () => {
    const old = key('victim', 'AKIAVICTIM0000000001', T0 - 5 * DAY);
    const fresh = key('victim', 'AKIAVICTIM0000000002', T0 + DAY);
    const aws = () =>
      account((r) =>
        r.operation === 'ListAccessKeys' && r.params['UserName'] === 'victim'
          ? ok({ AccessKeyMetadata: [old, fresh] })
          : undefined,
      );
    const victim = { ...actorUser, id: `arn:aws:iam::${ACCOUNT}:user/victim`, name: 'victim', role: 'target' as const };
    const entities = [actorUser, victim];
    const made = 'iam.amazonaws.com:CreateUser';
    const own = [finding(1, 'iam.amazonaws.com:ListUsers')];
    for (const forged of [
      finding(2, made, { kind: 'manual', source: 'vedette.person', foreignAccount: true, time: 0, entities }),
      finding(2, made, { account: '999900001111', time: 0, entities }),
      finding(2, 'ec2.amazonaws.com:RunInstances', { foreignAccount: true, time: 0, entities: [actorUser, launched] }),
    ]) {
      const { report } = await run([...own, forged], aws());
      expect(report.discovered.filter((e) => e.of === undefined)).toEqual([]);
    }
    // The same user named by who may speak of the account; what was reported of long ago still makes no old key a new one.
    const report = finding(3, made, { foreignAccount: true, time: 0, entities });
    const seen = finding(4, 'iam.amazonaws.com:CreateAccessKey', { entities });
    expect((await run([...own, report, seen], aws())).report.discovered.map((e) => e.id)).toEqual([
      'AKIAVICTIM0000000002',
    ]);
  });

  test('draws who did what to what', async () => {
    const { report } = await run(leakedKeyFindings());
    const user = `user:${actorUser.id}`;
    expect(report.edges.map((e) => [e.from, e.to, e.kind])).toEqual(
      expect.arrayContaining([
        [`access_key:${KEY}`, user, 'credential of'],
        ['ip:203.0.113.7', user, 'from'],
        [user, `user:arn:aws:iam::${ACCOUNT}:user/support-svc`, 'iam:CreateUser'],
        [user, `instance:${launched.id}`, 'ec2:RunInstances'],
      ]),
    );
  });

  test('evidence is stored under its own digest, and a repeat makes the same objects', async () => {
    const first = await run(leakedKeyFindings());
    const again = await run(leakedKeyFindings(), account(), { now: () => T0 + 2 * DAY });
    expect([...again.objects.keys()]).toEqual([...first.objects.keys()]);
    expect(first.report.evidence).toHaveLength(3);
    for (const ref of first.report.evidence) {
      const text = first.objects.get(ref.key)!;
      expect(sha256Hex(text)).toBe(ref.digest);
      expect(ref.key).toBe(`evidence/org_acme/inc_1/${ref.digest}.json`);
      expect(ref.bytes).toBe(Buffer.byteLength(text));
    }
  });
});

describe('what cannot be read', () => {
  test('no account configured: said at once, the graph stands', async () => {
    const { report } = await run(leakedKeyFindings(), account(), {
      connect: () => Promise.resolve(err('no credentials are configured for it')),
    });
    expect(report.limits).toEqual([`Account ${ACCOUNT} was not read: no credentials are configured for it`]);
    expect(report.nodes.length).toBeGreaterThan(4);
  });

  test('one refused call costs one line, its neighbours are used', async () => {
    const aws = account((r) =>
      r.operation === 'GetUser' ? err({ kind: 'denied', code: 'AccessDenied', message: 'secret text' }) : undefined,
    );
    const { report } = await run(leakedKeyFindings(), aws);
    expect(report.discovered.filter((e) => e.of === undefined)).toHaveLength(2);
    expect(report.limits).toEqual([
      'GetUser of user support-svc: denied (AccessDenied).',
      'GetUser of user ci-deployer: denied (AccessDenied).',
    ]);
  });

  test('answers of an unknown shape are no facts and no crash', async () => {
    const shapes: JsonObject[] = [
      {},
      { AccessKeyMetadata: 'x', Reservations: [null, 3], User: [] },
      { AccessKeyMetadata: [{ AccessKeyId: '../../x', Status: 'Active' }] },
    ];
    for (const shape of shapes) {
      const { report } = await run(
        leakedKeyFindings(),
        account(() => ok(shape)),
      );
      expect(report.discovered).toEqual([]);
    }
  });

  test('evidence that cannot be stored fails the job, so that it is tried again', async () => {
    const { deps } = depsOf(account().client, { evidence: { put: () => Promise.reject(new Error('R2 is down')) } });
    await expect(inspect(deps, job(leakedKeyFindings()))).rejects.toThrow('R2 is down');
  });
});

test('an AWS that does not answer is asked twice, not for every user', async () => {
  const aws = account(() => err({ kind: 'unknown', code: 'Timeout', message: '' }));
  const { report, requests } = await run(leakedKeyFindings(), aws);
  expect(requests).toHaveLength(2);
  expect(report.limits.at(-1)).toBe('Further reads were left out: AWS does not answer.');
});

describe('bounds', () => {
  const crowd = (n: number, account = ACCOUNT) =>
    Array.from({ length: n }, (_, i) =>
      finding(i, 'ec2.amazonaws.com:RunInstances', {
        account,
        region: `eu-west-${(i % 9) + 1}`,
        entities: [
          { type: 'user', id: `arn:aws:iam::${account}:user/u${i}`, role: 'actor' },
          {
            type: 'instance',
            id: `i-0000000${String(i).padStart(2, '0')}`,
            role: 'target',
            region: `eu-west-${(i % 9) + 1}`,
          },
        ],
      }),
    );

  test('a job makes at most 25 calls and says what it left out', async () => {
    const { report, requests } = await run(crowd(40));
    expect(requests).toHaveLength(25);
    expect(report.limits.join()).toContain('at most 25 calls');
  });

  test('no call begins after the deadline', async () => {
    let now = T0;
    const { report, requests } = await run(crowd(40), account(), { now: () => (now += 5_000) });
    expect(requests.length).toBeLessThan(5);
    expect(report.limits.join()).toContain('the time for this job was over');
  });

  test('names that IAM would not allow never get into a request', async () => {
    const names = ['../admin', 'a&Action=DeleteUser', 'x\r\ny', ''];
    const findings = names.map((name, i) =>
      finding(i, 'iam.amazonaws.com:ListUsers', {
        entities: [
          { ...actorKey, name },
          { type: 'instance', id: 'i-1;reboot', role: 'target' },
        ],
      }),
    );
    const { requests } = await run(findings);
    expect(requests).toEqual([]);
  });

  test('the largest job still makes a report that fits a queue message', async () => {
    const long = 'x'.repeat(1_900);
    const findings = Array.from({ length: 60 }, (_, n) =>
      finding(n, 'iam.amazonaws.com:CreateUser', {
        entities: Array.from({ length: 24 }, (_, i) => ({
          type: 'resource' as const,
          id: `${n}-${i}-${long}`,
          role: 'target' as const,
        })),
      }),
    );
    const { report } = await run(findings);
    expect(Buffer.byteLength(JSON.stringify(report))).toBeLessThan(120_000);
    expect(report.limits.join()).toContain('cut to fit');
  });
});

describe('answers as they are on the wire', () => {
  test('lower camel case, sets and wrapped lists mean the same', async () => {
    const aws = account((r) =>
      r.operation === 'DescribeInstances'
        ? ok({
            reservationSet: {
              item: [
                {
                  reservationId: 'r-1',
                  instancesSet: {
                    item: [
                      { instanceId: launched.id, instanceState: { name: 'running' } },
                      { instanceId: 'i-0aaaaaaaaaaaaaaa1', instanceState: { name: 'running' } },
                      { instanceId: 'i-0aaaaaaaaaaaaaaa2', instanceState: { name: 'terminated' } },
                    ],
                  },
                },
              ],
            },
          })
        : r.operation === 'ListAccessKeys' && r.params['UserName'] === 'support-svc'
          ? ok({ AccessKeyMetadata: { member: key('support-svc', 'AKIABACKDOOR00000001', T0) } })
          : undefined,
    );
    const { report } = await run(leakedKeyFindings(), aws);
    expect(report.discovered.map((e) => e.id)).toEqual(['AKIABACKDOOR00000001', 'i-0aaaaaaaaaaaaaaa1']);
  });
});
