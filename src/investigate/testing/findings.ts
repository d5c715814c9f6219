import type { InvestigationJob } from '../../contracts/agents.ts';
import type { Entity } from '../../contracts/entity.ts';
import type { Finding } from '../../contracts/finding.ts';

export const ACCOUNT = '111122223333';
export const T0 = Date.UTC(2026, 2, 14, 2, 11, 0);
export const KEY = 'AKIAIOSFODNN7EXAMPLE';

export const actorUser: Entity = {
  type: 'user',
  id: `arn:aws:iam::${ACCOUNT}:user/ci-deployer`,
  role: 'actor',
  name: 'ci-deployer',
  account: ACCOUNT,
};
export const actorKey: Entity = { type: 'access_key', id: KEY, role: 'actor', name: 'ci-deployer', account: ACCOUNT };
export const sourceIp: Entity = { type: 'ip', id: '203.0.113.7', role: 'source' };

/** A finding of the leaked-key attack; `n` makes id and time. */
export function finding(n: number, operation: string, more: Partial<Finding> = {}): Finding {
  return {
    v: 1,
    id: `fnd_${String(n).padStart(4, '0')}`,
    org: 'org_acme',
    kind: 'rule',
    rule: { id: `aws.rule-${n}`, title: `Rule ${n}`, level: 'high' },
    title: `Rule ${n}`,
    severity: 4,
    confidence: 80,
    time: T0 + n * 60_000,
    acceptedAt: T0 + n * 60_000 + 500,
    detectedAt: T0 + n * 60_000 + 600,
    source: 'aws.cloudtrail',
    delivery: 'dlv_1',
    eventId: `event-${n}`,
    operation,
    outcome: 'success',
    account: ACCOUNT,
    region: 'us-east-1',
    techniques: [],
    tactics: [],
    entities: [actorUser, actorKey, sourceIp],
    evidence: {},
    foreignAccount: false,
    ...more,
  };
}

const target = (type: Entity['type'], id: string, name?: string): Entity => ({
  type,
  id,
  role: 'target',
  account: ACCOUNT,
  region: 'us-east-1',
  ...(name === undefined ? {} : { name }),
});

export const backdoorUser = target('user', `arn:aws:iam::${ACCOUNT}:user/support-svc`, 'support-svc');
export const launched = { ...target('instance', 'i-0abc1234def567890'), region: 'eu-north-1' };

/** The recorded attack in small: reconnaissance, a backdoor user with a key and a policy, a stopped trail, an instance. */
export const leakedKeyFindings = (): Finding[] => {
  const base = [actorUser, actorKey, sourceIp];
  return [
    finding(1, 'iam.amazonaws.com:ListUsers', { severity: 2, tactics: ['discovery'], techniques: ['T1087.004'] }),
    finding(2, 'iam.amazonaws.com:CreateUser', {
      techniques: ['T1136.003'],
      tactics: ['persistence'],
      entities: [...base, backdoorUser],
    }),
    finding(3, 'iam.amazonaws.com:CreateAccessKey', {
      techniques: ['T1098.001'],
      tactics: ['persistence'],
      entities: [...base, backdoorUser],
    }),
    finding(4, 'iam.amazonaws.com:AttachUserPolicy', {
      techniques: ['T1098.003'],
      tactics: ['privilege-escalation'],
      entities: [...base, backdoorUser],
    }),
    finding(5, 'cloudtrail.amazonaws.com:StopLogging', {
      techniques: ['T1562.008'],
      tactics: ['defense-evasion'],
      entities: [...base, target('trail', `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/main`, 'main')],
    }),
    finding(6, 'ec2.amazonaws.com:RunInstances', {
      techniques: ['T1578.002'],
      tactics: ['defense-evasion'],
      region: 'eu-north-1',
      entities: [...base, launched],
    }),
  ];
};

export const job = (findings: Finding[], omitted = 0): InvestigationJob => ({
  v: 1,
  job: 'job_1',
  org: 'org_acme',
  incident: 'inc_1',
  findings,
  omitted,
  at: T0 + 3_600_000,
});
