import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alert } from './index.ts';

const START = '2026-01-10T12:00:00.123456789Z';
const AT = Date.UTC(2026, 0, 10, 12, 0, 0, 123);
const record = (labels: Record<string, string> = {}, more: Record<string, unknown> = {}) => ({
  status: 'firing',
  labels: { alertname: 'A', severity: 'critical', ...labels },
  annotations: {},
  startsAt: START,
  endsAt: '0001-01-01T00:00:00Z',
  fingerprint: 'f1',
  ...more,
});
const resolved = { status: 'resolved', endsAt: '2026-01-10T12:05:00Z' };
const ocsf = (r: Record<string, unknown>) => {
  const facts = alert.facts(r);
  if (!facts.ok) throw new Error(facts.error);
  return alert.toOcsf(r, facts.value);
};

describe('an alert', () => {
  it('counts once a start and a state, however often it is repeated', () => {
    const of = (r: Record<string, unknown>) => alert.facts(r);
    expect(of(record())).toEqual({ ok: true, value: { uid: `f1:${START}:firing`, time: AT, outcome: 'unknown' } });
    expect(of(record({}, { annotations: { value: 'now 12' } }))).toEqual(of(record()));
    expect(of(record({}, resolved))).toMatchObject({
      value: { uid: `f1:${START}:resolved`, time: AT - 123 + 300_000 },
    });
    expect(of(record({}, { startsAt: '0001-01-01T00:00:00Z' }))).toMatchObject({ ok: false });
  });

  it('is a finding by its severity label, while it fires', () => {
    const words = ['critical', 'HIGH', 'warning', 'low', 'info', 'none', 'purple', ''];
    expect(words.map((severity) => alert.verdict(record({ severity }))?.severity)).toEqual([
      5,
      4,
      3,
      2,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(alert.verdict(record({}, resolved))).toBe(undefined);
    expect(alert.verdict(record({}, { annotations: { summary: 'S' } }))).toMatchObject({
      ruleId: 'prometheus.alert:A',
      title: 'S',
    });
  });

  it('is a detection finding: new while it fires, closed once resolved', () => {
    expect(ocsf(record())).toMatchObject({ class_uid: 2004, type_uid: 200_401, severity_id: 5, time: AT });
    expect(ocsf(record({}, resolved))).toMatchObject({ type_uid: 200_403 });
    expect(ocsf(record()).cloud).toBe(undefined);
  });

  it('is about the pod or the node, else the host that was scraped', () => {
    const about = (labels: Record<string, string>) => alert.entities(record(labels)).map((e) => `${e.type} ${e.id}`);
    expect(about({ namespace: 'shop', pod: 'cart-1', instance: '192.0.2.1:80' })).toEqual([
      'resource namespaces/shop/pods/cart-1',
    ]);
    expect(about({ node: 'n1' })).toEqual(['resource nodes/n1']);
    expect(about({ instance: '192.0.2.1:80' })).toEqual(['ip 192.0.2.1']);
    expect(about({ instance: '[2001:db8::1]:80' })).toEqual(['ip 2001:db8::1']);
    expect(about({ instance: 'db-1.example.com:9100' })).toEqual(['resource db-1.example.com']);
    expect(about({ instance: 'https://shop.example.com/health' })).toEqual(['resource shop.example.com']);
    expect(about({})).toEqual([]);
  });

  it('belongs to the account of its key', () => {
    expect(alert.accountFromKey).toBe(true);
  });

  it('never throws, whatever the object', () => {
    fc.assert(
      fc.property(fc.object(), fc.object(), fc.string(), (r, labels, instance) => {
        for (const one of [r, { ...record(), ...r }, { ...record(), labels: { ...labels, instance } }]) {
          const facts = alert.facts(one);
          if (facts.ok) alert.toOcsf(one, facts.value);
          alert.entities(one);
          alert.verdict(one);
        }
      }),
    );
  });
});

it('an alert without fingerprint is told by its labels', () => {
  const old = (labels: Record<string, string>) => record(labels, { fingerprint: undefined });
  const uid = (r: Record<string, unknown>) => {
    const facts = alert.facts(r);
    return facts.ok ? facts.value.uid : undefined;
  };
  expect(uid(old({ instance: 'a' }))).toBe(uid(old({ instance: 'a' })));
  expect(uid(old({ instance: 'a' }))).not.toBe(uid(old({ instance: 'b' })));
});
