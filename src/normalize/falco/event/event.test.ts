import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { client } from '../../../ingest/sources/falco/webhook/client.ts';
import { event } from './index.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
const [syscall, audit] = client.samples(NOW) as unknown as [Record<string, unknown>, Record<string, unknown>];
const factsOf = (record: Record<string, unknown>) => {
  const facts = event.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  return facts.value;
};
const ids = (record: Record<string, unknown>) => event.entities(record).map((e) => `${e.role} ${e.type} ${e.id}`);
const withFields = (fields: Record<string, unknown>) => ({ ...syscall, output_fields: fields });

describe('an alert about a system call', () => {
  it('is about the pod and its container, by a user of that container', () => {
    expect(ids(syscall)).toEqual([
      'target resource namespaces/shop/pods/cart-7d9f5c-2xk4p',
      'target resource containers/3ad7b26ded6d',
      'related instance node-1',
      'actor user 3ad7b26ded6d/root',
    ]);
  });

  it('outside of any container is about the host, whose root is no other host’s root', () => {
    expect(ids(withFields({ 'container.id': 'host', 'user.name': 'root' }))).toEqual([
      'target instance node-1',
      'actor user node-1/root',
    ]);
  });

  it('takes nothing from what Falco could not find out', () => {
    expect(ids(withFields({ 'container.id': 'host', 'k8s.pod.name': '<NA>', 'user.name': '<NA>' }))).toEqual([
      'target instance node-1',
    ]);
  });

  it('shows the other end of a connection, as an observable too', () => {
    const record = withFields({ 'container.id': 'host', 'fd.rip': '203.0.113.9', 'fd.rip.name': 'Pool.Example.COM' });
    expect(ids(record)).toContain('related ip 203.0.113.9');
    expect(event.observables(record)).toEqual([
      ['ip', '203.0.113.9'],
      ['domain', 'pool.example.com'],
    ]);
  });

  it('is a Detection Finding with the process as evidence', () => {
    expect(event.toOcsf(syscall, factsOf(syscall))).toMatchObject({
      class_uid: 2004,
      type_uid: 200401,
      severity_id: 2,
      finding_info: { title: 'Sample: shell in a container' },
      device: { hostname: 'node-1' },
      evidences: [{ process: { pid: 4211, cmd_line: 'sh -i', user: { name: 'root' } } }],
    });
  });
});

it('an alert about an audit event names who asked for what, as the audit event itself does', () => {
  expect(ids(audit)).toEqual([
    'actor principal mara@example.com',
    'source ip 198.51.100.7',
    'target resource namespaces/kube-system/serviceaccounts/helper',
  ]);
});

it.each([['198.51.100.7,203.0.113.4'], ['(198.51.100.7,203.0.113.4)'], [['198.51.100.7', '203.0.113.4']]])(
  'a list of addresses may be written as %j',
  (value) => {
    expect(event.observables(withFields({ 'ka.sourceips': value }))).toEqual([
      ['ip', '198.51.100.7'],
      ['ip', '203.0.113.4'],
    ]);
  },
);

describe('facts', () => {
  it('the id is Falcosidekick’s, else a digest, so that the same alert counts once', () => {
    expect(factsOf(syscall).uid).toBe(syscall['uuid']);
    const { uuid: _, ...bare } = syscall;
    expect(factsOf(bare).uid).toMatch(/^[0-9a-f]{40}$/);
    expect(factsOf(bare).uid).toBe(factsOf({ ...bare }).uid);
    expect(factsOf(bare).uid).not.toBe(factsOf({ ...bare, hostname: 'node-2' }).uid);
  });

  it('the time has nanoseconds and is never invented', () => {
    expect(factsOf({ ...syscall, time: '2026-01-10T12:00:00.123456789Z' }).time).toBe(NOW + 123);
    expect(event.facts({ ...syscall, time: 'now' }).ok).toBe(false);
  });
});

describe('verdict', () => {
  it.each([
    ['Emergency', 5],
    ['Critical', 5],
    ['Error', 4],
    ['WARNING', 3],
    ['Notice', 2],
  ])('%s has severity %i', (priority, severity) =>
    expect(event.verdict({ ...syscall, priority })?.severity).toBe(severity),
  );

  it('what is below Notice raises nothing', () => {
    for (const priority of ['Informational', 'Info', 'Debug', 'other'])
      expect(event.verdict({ ...syscall, priority })).toBeUndefined();
  });

  it('tactics and techniques are those of its tags', () => {
    const tags = ['mitre_privilege_escalation', 't1548.001', 'T1548.001', 'T15480', 'mitre_', 7];
    expect(event.verdict({ ...syscall, tags })).toMatchObject({
      tactics: ['privilege-escalation'],
      techniques: ['T1548.001'],
    });
  });
});

it('no JSON object makes it throw', () => {
  const key = fc.oneof(
    fc.constantFrom('rule', 'priority', 'time', 'tags', 'output_fields', 'source', 'hostname', 'fd.rip', '__proto__'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.dictionary(key, fc.jsonValue()), (made) => {
      for (const record of [made, { ...syscall, ...made }, withFields(made)]) {
        event.facts(record);
        event.entities(record);
        event.observables(record);
        event.verdict(record);
        event.toOcsf(record, factsOf(syscall));
      }
    }),
    { numRuns: 300 },
  );
});

describe('an alert of a plugin names who and what as their own service’s records do', () => {
  const of = (fields: Record<string, unknown>) => ids({ ...withFields(fields), source: 'plugin' });

  it('of CloudTrail', () => {
    const arn = 'arn:aws:sts::123456789012:assumed-role/Shop/i-0a1b2c3d';
    expect(of({ 'ct.user.arn': arn, 'ct.srcip': '203.0.113.9', 's3.bucket': 'shop' })).toEqual(
      expect.arrayContaining([
        'actor principal arn:aws:iam::123456789012:role/Shop',
        'target bucket arn:aws:s3:::shop',
        'source ip 203.0.113.9',
      ]),
    );
  });

  it('of Okta', () => {
    const fields = {
      'okta.actor.alternateID': 'Mara@example.com',
      'okta.target.user.alternateID': 'noor@example.com',
      'okta.client.ip': '203.0.113.9',
    };
    expect(of(fields)).toEqual([
      'actor principal mara@example.com',
      'target principal noor@example.com',
      'source ip 203.0.113.9',
    ]);
  });

  it('of GitHub and of Google Cloud', () => {
    expect(of({ 'github.user': 'mara', 'github.repo': 'https://github.com/example/shop' })).toEqual([
      'actor principal github.com/mara',
      'target resource github.com/example/shop',
    ]);
    expect(of({ 'gcp.user': 'Mara@example.com', 'gcp.callerIP': '203.0.113.9' })).toEqual([
      'actor principal mara@example.com',
      'source ip 203.0.113.9',
    ]);
  });
});

it('both ends of a connection are known by its name alone', () => {
  const ends = (name: string) =>
    ids(withFields({ 'container.id': 'host', 'fd.name': name })).filter((e) => e.includes(' ip '));
  expect(ends('10.0.0.5:40112->203.0.113.66:443')).toEqual(['related ip 10.0.0.5', 'related ip 203.0.113.66']);
  expect(ends('2001:db8::5:40112->2001:db8::66:443')).toEqual(['related ip 2001:db8::5', 'related ip 2001:db8::66']);
  expect(ends('/etc/shadow')).toEqual([]);
});

it('a node of a cluster is named as the cluster’s audit log does, too', () => {
  expect(ids(withFields({ 'container.id': 'host', 'k8s.node.name': 'node-7' }))).toEqual(
    expect.arrayContaining(['related resource nodes/node-7', 'target instance node-7']),
  );
});
