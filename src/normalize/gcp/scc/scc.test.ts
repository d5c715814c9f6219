import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { scc } from './index.ts';

const NAME = 'organizations/12/sources/34/findings/56';
const MACHINE = '//compute.googleapis.com/projects/shop/zones/europe-west1-b/instances/42';
const noticeOf = (finding: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({
  notificationConfigName: 'organizations/12/notificationConfigs/vedette',
  finding: {
    name: NAME,
    parent: 'organizations/12/sources/34',
    resourceName: MACHINE,
    state: 'ACTIVE',
    category: 'Persistence: New Key',
    findingClass: 'THREAT',
    severity: 'HIGH',
    eventTime: '2026-01-10T12:00:00Z',
    createTime: '2026-01-10T12:00:00Z',
    ...finding,
  },
  resource: {
    name: MACHINE,
    displayName: 'web-1',
    location: 'europe-west1-b',
    gcpMetadata: { projectDisplayName: 'shop' },
  },
  ...more,
});
const factsOf = (record: Record<string, unknown>) => {
  const facts = scc.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  return facts.value;
};
const eventOf = (record: Record<string, unknown>) => scc.toOcsf(record, factsOf(record));

describe('a finding of Security Command Center', () => {
  it.each([
    ['THREAT', 2004],
    ['TOXIC_COMBINATION', 2004],
    ['MISCONFIGURATION', 2003],
    ['POSTURE_VIOLATION', 2003],
    ['VULNERABILITY', 2002],
  ])('of class %s is OCSF %i', (findingClass, classUid) => {
    const event = eventOf(noticeOf({ findingClass, vulnerability: { cve: { id: 'CVE-2026-0001' } } }));
    expect([event.class_uid, event.type_uid]).toEqual([classUid, classUid * 100 + 1]);
    expect(problemsOf(event)).toEqual([]);
  });

  it('without a class is a misconfiguration if its category is in capitals, else a threat', () => {
    expect(eventOf(noticeOf({ findingClass: undefined, category: 'OPEN_RDP_PORT' })).class_uid).toBe(2003);
    expect(eventOf(noticeOf({ findingClass: undefined, category: 'C2: Bad IP' })).class_uid).toBe(2004);
  });

  it('of a vulnerability without a CVE is a detection, as OCSF has no place for it', () => {
    const event = eventOf(noticeOf({ findingClass: 'VULNERABILITY', category: 'XSS' }));
    expect(event.class_uid).toBe(2004);
    expect(problemsOf(event)).toEqual([]);
  });

  it('is created, updated and closed', () => {
    expect(eventOf(noticeOf()).activity_id).toBe(1);
    expect(eventOf(noticeOf({ eventTime: '2026-01-11T12:00:00Z' })).activity_id).toBe(2);
    expect(eventOf(noticeOf({ state: 'INACTIVE' })).activity_id).toBe(3);
  });

  it('has one id in both versions of the API, and a new one for each change', () => {
    const { uid } = factsOf(noticeOf());
    expect(factsOf(noticeOf({ name: 'organizations/12/sources/34/locations/global/findings/56' })).uid).toBe(uid);
    expect(factsOf(noticeOf({ state: 'INACTIVE' })).uid).not.toBe(uid);
    expect(factsOf(noticeOf({ eventTime: '2026-01-10T12:00:01Z' })).uid).not.toBe(uid);
  });

  it('counts with Google’s own severity, tactic and techniques', () => {
    const mitreAttack = {
      primaryTactic: 'CREDENTIAL_ACCESS',
      primaryTechniques: ['UNSECURED_CREDENTIALS', 'NO_SUCH_TECHNIQUE'],
      additionalTactics: ['PERSISTENCE'],
    };
    expect(scc.verdict(noticeOf({ severity: 'CRITICAL', mitreAttack }))).toEqual({
      ruleId: 'gcp.scc:Persistence: New Key',
      title: 'Persistence: New Key',
      severity: 5,
      confidence: 75,
      tactics: ['credential-access', 'persistence'],
      techniques: ['T1552'],
    });
    expect(scc.verdict(noticeOf({ category: 'C2: Bad Domain' }))?.tactics).toEqual(['command-and-control']);
  });

  it('that is closed or muted finds nothing, and a weakness opens no incident', () => {
    expect(scc.verdict(noticeOf({ state: 'INACTIVE' }))).toBeUndefined();
    expect(scc.verdict(noticeOf({ mute: 'MUTED' }))).toBeUndefined();
    expect(scc.verdict(noticeOf({ findingClass: 'VULNERABILITY', severity: 'CRITICAL' }))?.severity).toBe(2);
  });

  it.each(['TOXIC_COMBINATION', 'CHOKEPOINT', 'SENSITIVE_DATA_RISK', 'EXTERNAL_EXPOSURE', 'SCC_ERROR'])(
    'of class %s tells what could be attacked, and opens no incident',
    (findingClass) => expect(scc.verdict(noticeOf({ findingClass, severity: 'CRITICAL' }))?.severity).toBe(2),
  );

  it('of a threat without a severity counts as medium', () => {
    expect(scc.verdict(noticeOf({ severity: 'SEVERITY_UNSPECIFIED' }))?.severity).toBe(3);
  });

  it('about another cloud names its account and resource as that cloud does', () => {
    const record = noticeOf(
      { resourceName: '//s3.amazonaws.com/arn:aws:s3:::shop', findingClass: 'MISCONFIGURATION' },
      { resource: { name: 'arn:aws:s3:::shop', awsMetadata: { account: { id: '123456789012' } } } },
    );
    expect(factsOf(record).account).toBe('123456789012');
    expect(scc.entities(record)).toMatchObject([{ type: 'bucket', id: 'arn:aws:s3:::shop', role: 'target' }]);
  });

  it('names who acted as a service account', () => {
    const access = {
      principalEmail: 'deploy@shop.iam.gserviceaccount.com',
      serviceAccountDelegationInfo: [{ principalEmail: 'Mara@example.com' }],
    };
    const actors = scc.entities(noticeOf({ access })).filter((e) => e.role === 'actor');
    expect(actors.map((e) => e.id)).toEqual(['deploy@shop.iam.gserviceaccount.com', 'mara@example.com']);
  });

  it('about pods and stolen data names them', () => {
    const record = noticeOf({
      kubernetes: { pods: [{ ns: 'shop', name: 'cart-1' }] },
      exfiltration: { targets: [{ name: '//storage.googleapis.com/elsewhere' }] },
    });
    expect(scc.entities(record).map((e) => `${e.role} ${e.type} ${e.id}`)).toEqual(
      expect.arrayContaining([
        'target resource namespaces/shop/pods/cart-1',
        'related bucket //storage.googleapis.com/elsewhere',
      ]),
    );
  });

  it('names the machine by number and by name, so that it meets audit and flow logs', () => {
    const targets = scc.entities(noticeOf()).filter((e) => e.role === 'target');
    expect(targets.map((e) => e.id)).toEqual([
      MACHINE,
      '//compute.googleapis.com/projects/shop/zones/europe-west1-b/instances/web-1',
    ]);
    expect(factsOf(noticeOf())).toMatchObject({ account: 'shop', region: 'europe-west1-b' });
  });

  it('names who acted, with what, and what it points to', () => {
    const record = noticeOf({
      access: {
        principalEmail: 'Mara@example.com',
        callerIp: '198.51.100.7',
        serviceAccountKeyName:
          '//iam.googleapis.com/projects/shop/serviceAccounts/ci@shop.iam.gserviceaccount.com/keys/0123456789abcdef0123',
      },
      iamBindings: [{ action: 'ADD', member: 'user:eve@example.net' }],
      indicator: { domains: ['Bad.example.com'], ipAddresses: ['203.0.113.66', 'nonsense'] },
      processes: [{ binary: { sha256: 'A'.repeat(64) } }],
    });
    expect(scc.entities(record).map((e) => `${e.role} ${e.type} ${e.id}`)).toEqual([
      'actor principal mara@example.com',
      'actor access_key 0123456789abcdef0123',
      'source ip 198.51.100.7',
      `target instance ${MACHINE}`,
      'target instance //compute.googleapis.com/projects/shop/zones/europe-west1-b/instances/web-1',
      'target principal eve@example.net',
      'related ip 203.0.113.66',
      'related domain bad.example.com',
      `related hash ${'a'.repeat(64)}`,
    ]);
    expect(scc.observables(record).map(([type]) => type)).toEqual(['access_key', 'ip', 'ip', 'domain', 'hash']);
  });
});

it('no record makes it throw, and one that has a time is valid OCSF', () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.dictionary(fc.string(), value),
        fc
          .dictionary(
            fc.constantFrom(
              'indicator',
              'access',
              'processes',
              'connections',
              'sourceProperties',
              'mitreAttack',
              'compliances',
              'vulnerability',
              'resourceName',
              'severity',
            ),
            value,
          )
          .map(noticeOf),
      ),
      (r) => {
        scc.entities(r);
        scc.observables(r);
        scc.verdict(r);
        const facts = scc.facts(r);
        const event = scc.toOcsf(r, facts.ok ? facts.value : { uid: 'u', time: 0, outcome: 'unknown' });
        if (facts.ok) expect(problemsOf(event)).toEqual([]);
      },
    ),
    { numRuns: 200 },
  );
});
