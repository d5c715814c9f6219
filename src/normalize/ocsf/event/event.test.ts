import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { event } from './index.ts';

const TIME = Date.UTC(2026, 0, 10, 12);
const made = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  class_uid: 2004,
  category_uid: 2,
  activity_id: 1,
  type_uid: 200401,
  severity_id: 4,
  status_id: 1,
  time: TIME,
  metadata: { uid: 'm-1', version: '1.4.0', product: { name: 'Watch', vendor_name: 'Example' } },
  cloud: { provider: 'AWS', region: 'eu-central-1', account: { uid: '123456789012' } },
  finding_info: { uid: 'f-1', title: 'Seen' },
  resources: [
    { uid: 'arn:aws:ec2:eu-central-1:123456789012:instance/i-0123456789abcdef0', type: 'AWS::EC2::Instance' },
  ],
  ...more,
});
const factsOf = (record: Record<string, unknown>) => {
  const facts = event.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  return facts.value;
};

describe('which events are events', () => {
  it.each([
    ['no class', { class_uid: undefined, type_uid: undefined }, 'class_uid is missing or no number'],
    ['a class of an extension', { class_uid: 201_004 }, 'class_uid is no class of OCSF’s core schema'],
    ['another class’s category', { category_uid: 6 }, 'category_uid is not that of class_uid'],
    ['another class’s type', { type_uid: 300201 }, 'type_uid is not class_uid * 100 + activity_id'],
    ['no time', { time: undefined }, 'time is missing or no time; it is the ms since 1970'],
    ['no metadata', { metadata: 'none' }, 'metadata is missing'],
  ])('%s is told', (_what, more, reason) => {
    expect(event.facts(made(more))).toEqual({ ok: false, error: reason });
  });

  it('what is left out follows from the rest', () => {
    const { class_uid, category_uid, activity_id, ...rest } = made();
    expect([class_uid, category_uid, activity_id]).toEqual([2004, 2, 1]);
    expect(event.toOcsf(rest, factsOf(rest))).toMatchObject({ class_uid: 2004, category_uid: 2, activity_id: 1 });
  });

  it.each([
    ['ms', TIME],
    ['seconds', TIME / 1_000],
    ['microseconds', TIME * 1_000],
    ['nanoseconds', TIME * 1_000_000],
  ])('time may be in %s', (_unit, time) => {
    expect(factsOf(made({ time })).time).toBe(TIME);
  });

  it('a finding’s change is another event, its repetition the same', () => {
    const changed = made({ finding_info: { uid: 'f-1', title: 'Seen', modified_time: TIME + 60_000 } });
    expect(factsOf(made()).uid).toBe(factsOf(made()).uid);
    expect(factsOf(changed).uid).not.toBe(factsOf(made()).uid);
  });

  it('without an id the record’s digest is its id', () => {
    const bare = made({ metadata: {}, class_uid: 6003, category_uid: 6, type_uid: 600301 });
    expect(factsOf(bare).uid).toMatch(/^[0-9a-f]{40}$/);
    expect(factsOf(bare).uid).toBe(factsOf(structuredClone(bare)).uid);
  });
});

describe('what it becomes', () => {
  it('keeps the class, takes over what is of the right type and puts the rest aside', () => {
    const evidences = [{ data: 1 }, { name: 'what is no evidence by itself' }];
    const record = made({ count: 'three', evidences, made_up: 1, message: 'hello' });
    const out = event.toOcsf(record, factsOf(record));
    expect(problemsOf(out)).toEqual([]);
    expect(out).toMatchObject({
      class_uid: 2004,
      message: 'hello',
      evidences: [{ data: 1 }],
      metadata: { version: '1.5.0', profiles: ['cloud'] },
      unmapped: { count: 'three', evidences, made_up: 1, metadata: { version: '1.4.0' } },
    });
    expect(out.count).toBeUndefined();
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['no number', { severity_id: 'high' }, { severity_id: 0, unmapped: { severity_id: 'high' } }],
    ['a number that it does not have', { severity_id: 8 }, { severity_id: 0, unmapped: { severity_id: 8 } }],
    ['other without a word', { severity_id: 99 }, { severity_id: 99, severity: 'Other' }],
    [
      'an activity of another class',
      { activity_id: 7, type_uid: 200407 },
      { activity_id: 99, type_uid: 200499, activity_name: 'Other', unmapped: { activity_id: 7 } },
    ],
    ['a finding without an id', { finding_info: { title: 'Seen' } }, { finding_info: { title: 'Seen' } }],
    [
      'what its profile adds, without the profile’s name',
      { disposition_id: 2, metadata: { uid: 'm-1', profiles: ['made_up'] } },
      { disposition_id: 2, metadata: { profiles: ['cloud', 'security_control'] } },
    ],
    [
      'a region that no cloud’s profile goes with',
      { cloud: undefined, resources: [{ uid: 'r', region: 'eu-central-1' }] },
      { resources: [{ uid: 'r' }], unmapped: { resources: [{ uid: 'r', region: 'eu-central-1' }] } },
    ],
    [
      'two names of one weakness',
      { vulnerabilities: [{ cve: { uid: 'CVE-2021-44228' }, cwe: { uid: 'CWE-502' } }] },
      { vulnerabilities: [{ cve: { uid: 'CVE-2021-44228' } }] },
    ],
    [
      'a sign-in to nobody knows what',
      { class_uid: 3002, category_uid: 3, type_uid: 300201 },
      { class_uid: 3002, user: { name: 'unknown' }, service: { name: 'unknown' } },
    ],
    [
      'no class that we have facts of',
      { class_uid: 2008, type_uid: 200801 },
      { class_uid: 0, category_uid: 0, type_uid: 0, message: 'hi', unmapped: { class_uid: 2008, type_uid: 200801 } },
    ],
    [
      'nothing of what its class demands',
      { class_uid: 2002, type_uid: 200201 },
      { class_uid: 2002, vulnerabilities: [] },
    ],
    [
      'somebody by an address of mail alone',
      { class_uid: 3001, category_uid: 3, type_uid: 300101, user: { email_addr: 'mara@example.com' } },
      { user: { name: 'unknown', email_addr: 'mara@example.com' } },
    ],
    [
      'a process without its number, and a file by its path alone',
      { class_uid: 1007, category_uid: 1, type_uid: 100701, process: { name: 'sh', file: { path: '/bin/sh' } } },
      { process: { name: 'sh', uid: 'unknown', file: { name: 'unknown', type_id: 0, path: '/bin/sh' } } },
    ],
  ])('is of the schema though it says %s', (_what, more, expected) => {
    const record = made({ message: 'hi', ...more });
    const out = event.toOcsf(record, factsOf(record));
    expect(problemsOf(out)).toEqual([]);
    expect(out).toMatchObject(expected);
  });

  it('names whoever acts and what is acted upon as other formats do', () => {
    const record = made({
      actor: {
        user: { uid: 'arn:aws:sts::123456789012:assumed-role/deploy/build-7', credential_uid: `ASIA${'A'.repeat(16)}` },
      },
      src_endpoint: { ip: '198.51.100.7' },
    });
    expect(event.entities(record).map((e) => [e.type, e.id, e.role])).toEqual([
      ['principal', 'arn:aws:iam::123456789012:role/deploy', 'actor'],
      ['access_key', `ASIA${'A'.repeat(16)}`, 'actor'],
      ['ip', '198.51.100.7', 'source'],
      ['instance', 'i-0123456789abcdef0', 'target'],
    ]);
  });

  it('whoever signs in acts; whoever’s account is changed is acted upon', () => {
    const of = (classUid: number) =>
      event.entities({
        class_uid: classUid,
        category_uid: 3,
        activity_id: 1,
        user: { name: 'mara' },
        metadata: {},
      });
    expect(of(3002)).toMatchObject([{ id: 'mara', role: 'actor' }]);
    expect(of(3001)).toMatchObject([{ id: 'mara', role: 'target' }]);
  });
});

describe('a finding of the sender', () => {
  it('counts with its severity and its techniques', () => {
    const attacks = [
      { tactics: [{ uid: 'TA0006' }], technique: { uid: 'T1552' }, sub_technique: { uid: 'T1552.005' } },
      { tactic: { name: 'Command and Control' }, technique: { uid: 'T1071' } },
    ];
    expect(event.verdict(made({ finding_info: { uid: 'f', title: 'Seen', types: ['A/B'], attacks } }))).toEqual({
      ruleId: 'ocsf.event:2004:A/B',
      title: 'Seen',
      severity: 4,
      confidence: 60,
      tactics: ['credential-access', 'command-and-control'],
      techniques: ['T1552.005', 'T1071'],
    });
  });

  it.each([
    ['is suppressed', { status_id: 3 }],
    ['is resolved', { status_id: 4 }],
    ['is archived', { status_id: 5 }],
    ['is closed', { activity_id: 3, type_uid: 200403 }],
    ['is of no finding’s class', { class_uid: 6003, category_uid: 6, type_uid: 600301 }],
    ['says that a control passed', { class_uid: 2003, type_uid: 200301, compliance: { status_id: 1 } }],
  ])('is none if it %s', (_what, more) => {
    expect(event.verdict(made(more))).toBeUndefined();
  });

  it('a control that failed or a weakness counts low, whatever the sender calls it', () => {
    for (const class_uid of [2002, 2003])
      expect(event.verdict(made({ class_uid, type_uid: class_uid * 100 + 1, severity_id: 5 }))?.severity).toBe(2);
  });

  it('fatal is as high as it goes', () => {
    expect(event.verdict(made({ severity_id: 6 }))?.severity).toBe(5);
  });
});

it('no JSON object makes it throw', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (odd) => {
      const record = { ...made(), ...(odd as Record<string, unknown>) };
      for (const r of [record, odd as Record<string, unknown>]) {
        const facts = event.facts(r);
        event.entities(r);
        event.observables(r);
        event.verdict(r);
        if (facts.ok) event.toOcsf(r, facts.value);
      }
    }),
    { numRuns: 200 },
  );
});

it.each([
  [
    'AWS::SQS::Queue',
    'https://sqs.eu-central-1.amazonaws.com/123456789012/jobs',
    'arn:aws:sqs:eu-central-1:123456789012:jobs',
    'resource',
  ],
  ['AWS::Lambda::Function', 'pay', 'arn:aws:lambda:eu-central-1:123456789012:function:pay', 'function'],
])('a resource goes by its ARN wherever it stands: %s', (type, uid, uid_alt, entity) => {
  expect(event.entities(made({ resources: [{ type, uid, uid_alt }] }))).toMatchObject([
    { type: entity, id: uid_alt, role: 'target' },
  ]);
});

it('a user of AWS goes by the ARN, also where only kind, name and account are told', () => {
  const user = { type: 'IAMUser', name: 'eve', uid: 'AIDAEXAMPLE', account: { uid: '123456789012' } };
  const id = 'arn:aws:iam::123456789012:user/eve';
  for (const one of [user, { ...user, uid: id }])
    expect(event.entities(made({ actor: { user: one } }))[0]).toMatchObject({ type: 'principal', id, role: 'actor' });
  const other = { ...user, type: 'Admin' };
  expect(event.entities(made({ actor: { user: other } }))[0]?.id).toBe('AIDAEXAMPLE');
});

it('an account that a control is about is an entity', () => {
  const resources = [{ type: 'AWS::::Account', uid: '123456789012' }];
  expect(event.entities(made({ resources }))).toMatchObject([{ type: 'account', id: '123456789012' }]);
});

it('findings of one weakness are of one rule, those of another of another', () => {
  const ruleOf = (uid: string) =>
    event.verdict(made({ class_uid: 2002, type_uid: 200_201, vulnerabilities: [{ cve: { uid } }] }))?.ruleId;
  expect(ruleOf('CVE-2021-44228')).toBe('ocsf.event:2002:CVE-2021-44228');
});

it('odd values under known names do not make it throw', () => {
  const names = [
    'actor',
    'user',
    'finding_info',
    'resources',
    'cloud',
    'observables',
    'src_endpoint',
    'unmapped',
    'time',
  ];
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.jsonValue(), (name, value) => {
      const r = made({ [name]: value });
      const facts = event.facts(r);
      event.entities(r);
      event.observables(r);
      event.verdict(r);
      if (facts.ok) event.toOcsf(r, facts.value);
    }),
    { numRuns: 200 },
  );
});

describe('events of other mappings', () => {
  const signIn = (more: Record<string, unknown>) =>
    made({
      class_uid: 3002,
      category_uid: 3,
      type_uid: 300201,
      resources: undefined,
      finding_info: undefined,
      ...more,
    });
  const ids = (record: Record<string, unknown>) => event.entities(record).map((e) => `${e.role} ${e.type} ${e.id}`);

  it('name nobody by the words for nobody', () => {
    const user = { uid: 'NULL SID', name: 'Administrator' };
    expect(ids(signIn({ actor: { user: { uid: 'NULL SID', name: '-' } }, user }))).toEqual([
      'actor principal Administrator',
    ]);
  });

  it('are of the account whose role acted, where they say the role', () => {
    const uid = 'arn:aws:sts::123456789012:assumed-role/node/i-1';
    expect(factsOf(made({ cloud: { provider: 'AWS', account: { uid } } })).account).toBe('123456789012');
  });

  it('are about addresses that they name as a resource, or by observables alone', () => {
    expect(ids(made({ resources: [{ uid: '192.0.2.7' }] }))).toEqual(['target ip 192.0.2.7']);
    const observables = [
      { type_id: 2, value: '192.0.2.8' },
      { type_id: 2, value: 'no address' },
      { type_id: 1, value: 'x.example.com' },
    ];
    expect(ids(made({ resources: undefined, observables }))).toEqual(['related ip 192.0.2.8']);
  });

  it('ended as the API answered, where they say no status', () => {
    const call = (code: number) =>
      signIn({ class_uid: 6003, category_uid: 6, type_uid: 600301, status_id: undefined, api: { response: { code } } });
    expect([201, 403].map((code) => factsOf(call(code)).outcome)).toEqual(['success', 'failure']);
  });
});
