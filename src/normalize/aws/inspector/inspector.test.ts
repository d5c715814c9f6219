import { describe, expect, it } from 'vitest';
import { neverThrows } from '../../testing/never-throws.ts';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { inspector } from './index.ts';

const finding = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  awsAccountId: '123456789012',
  findingArn: 'arn:aws:inspector2:eu-central-1:123456789012:finding/one',
  type: 'PACKAGE_VULNERABILITY',
  status: 'ACTIVE',
  severity: 'CRITICAL',
  title: 'CVE-2021-44228 - log4j-core',
  updatedAt: 'Jan 10, 2026, 12:00:00 PM',
  packageVulnerabilityDetails: { vulnerabilityId: 'CVE-2021-44228' },
  resources: [{ id: 'i-0123456789abcdef0', type: 'AWS_EC2_INSTANCE' }],
  ...more,
});
const eventOf = (record: Record<string, unknown>) => {
  const facts = inspector.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  const event = inspector.toOcsf(record, facts.value);
  expect(problemsOf(event)).toEqual([]);
  return event;
};

describe('what a finding is', () => {
  it.each([
    ['a CVE', {}, { vulnerabilities: [{ cve: { uid: 'CVE-2021-44228' } }] }],
    [
      'another advisory',
      { packageVulnerabilityDetails: { vulnerabilityId: 'ALAS2-2026-1' } },
      { vulnerabilities: [{ advisory: { uid: 'ALAS2-2026-1' } }] },
    ],
    [
      'a weakness of code',
      { packageVulnerabilityDetails: undefined, codeVulnerabilityDetails: { cwes: ['CWE-79'] } },
      { vulnerabilities: [{ cwe: { uid: 'CWE-79' } }] },
    ],
  ])('%s is a Vulnerability Finding', (_what, more, expected) => {
    expect(eventOf(finding(more))).toMatchObject({ class_uid: 2002, ...expected });
  });

  it('a port that the internet reaches is a Compliance Finding', () => {
    const record = finding({ type: 'NETWORK_REACHABILITY', packageVulnerabilityDetails: undefined });
    expect(eventOf(record)).toMatchObject({ class_uid: 2003, compliance: { control: 'NETWORK_REACHABILITY' } });
  });
});

describe('its time', () => {
  const expected = Date.UTC(2026, 0, 10, 12);
  it.each([
    'Jan 10, 2026, 12:00:00 PM',
    'Jan 10, 2026, 12:00:00\u202fPM',
    '2026-01-10T12:00:00.000Z',
    1_768_046_400,
    1_768_046_400.0005,
    '1.7680464E9',
    '1768046400.000',
  ])('%s is UTC', (updatedAt) => {
    expect(inspector.facts(finding({ updatedAt }))).toMatchObject({ ok: true, value: { time: expected } });
  });
});

describe('what counts', () => {
  it('a weakness that is open, low whatever its score', () => {
    expect(inspector.verdict(finding())).toMatchObject({ ruleId: 'aws.inspector:CVE-2021-44228', severity: 2 });
  });

  it.each([{ status: 'CLOSED' }, { status: 'SUPPRESSED' }, { severity: 'INFORMATIONAL' }, { severity: 'UNTRIAGED' }])(
    'not with %o',
    (more) => {
      expect(inspector.verdict(finding(more))).toBeUndefined();
      eventOf(finding(more));
    },
  );

  it('its closing is another event than its opening at the same moment', () => {
    const uidOf = (status: string) => {
      const facts = inspector.facts(finding({ status }));
      return facts.ok ? facts.value.uid : '';
    };
    expect(uidOf('CLOSED')).not.toBe(uidOf('ACTIVE'));
  });
});

it('the instance goes by its own id, the region by the finding’s ARN', () => {
  expect(inspector.entities(finding())).toEqual([
    { type: 'instance', id: 'i-0123456789abcdef0', role: 'target', account: '123456789012', region: 'eu-central-1' },
  ]);
});

it('no JSON object makes it throw', () => {
  expect(() => neverThrows(inspector, finding())).not.toThrow();
});
