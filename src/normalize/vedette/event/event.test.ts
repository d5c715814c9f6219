import { describe, expect, it } from 'vitest';
import { neverThrows } from '../../testing/never-throws.ts';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { event } from './index.ts';

const TIME = '2026-01-10T12:00:00Z';
const factsOf = (record: Record<string, unknown>) => {
  const facts = event.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  return facts.value;
};

describe('an event of one’s own', () => {
  it('is found out about in the record, then in its payload', () => {
    const payload = {
      user: 'mara',
      src_ip: '198.51.100.7',
      action: 'login',
      account: 'shop',
      event_id: 'p-1',
      sha256: 'a'.repeat(64),
    };
    for (const record of [{ time: TIME, ...payload }, { payload: { time: TIME, ...payload } }]) {
      const facts = factsOf(record);
      expect(facts).toMatchObject({ uid: 'p-1', account: 'shop', time: Date.parse(TIME) });
      expect(event.entities(record).map((e) => `${e.role} ${e.id}`)).toEqual(['actor mara', 'source 198.51.100.7']);
      expect(event.observables(record)).toEqual([
        ['ip', '198.51.100.7'],
        ['hash', 'a'.repeat(64)],
      ]);
      const ocsf = event.toOcsf(record, facts);
      expect(ocsf.class_uid).toBe(6003);
      expect(problemsOf(ocsf)).toEqual([]);
    }
  });

  it('has no id in what it is about, nor in one that is too long', () => {
    const uid = (more: Record<string, unknown>) => factsOf({ time: TIME, ...more }).uid;
    expect(uid({ id: 'user-7', action: 'login' })).not.toBe(uid({ id: 'user-7', action: 'delete' }));
    const long = 'x'.repeat(256);
    expect(uid({ event_id: `${long}1` })).not.toBe(uid({ event_id: `${long}2` }));
  });

  it('that says only a message is a base event with it', () => {
    const record = { time: TIME, message: 'door forced' };
    const ocsf = event.toOcsf(record, factsOf(record));
    expect(ocsf).toMatchObject({ class_uid: 0, message: 'door forced' });
    expect(problemsOf(ocsf)).toEqual([]);
  });

  it('takes its time in ISO 8601, ms or seconds, and is refused without one', () => {
    const times = [TIME, Date.parse(TIME), Date.parse(TIME) / 1000];
    expect(times.map((timestamp) => factsOf({ timestamp }).time)).toEqual(times.map(() => Date.parse(TIME)));
    expect(event.facts({ message: 'when?' }).ok).toBe(false);
  });

  it('takes an epoch time in µs, in ns and as its digits, as loggers write it', () => {
    const at = Date.parse(TIME) + 123;
    for (const time of [at * 1_000, at * 1_000_000, String(at), `${at}000000`, (at / 1_000).toFixed(3)])
      expect(Math.abs(factsOf({ time }).time - at)).toBeLessThanOrEqual(1);
  });

  it('of Standard Webhooks has its type as operation, and its data for what it is about', () => {
    const record = { type: 'session.created', timestamp: TIME, data: { user: 'mara', client_ip: '198.51.100.7' } };
    const facts = factsOf(record);
    expect(event.toOcsf(record, facts)).toMatchObject({ class_uid: 6003, api: { operation: 'session.created' } });
    expect(event.entities(record).map((e) => e.id)).toEqual(['mara', '198.51.100.7']);
  });

  it('is the same event if it is the same record, and its names are no prototype’s', () => {
    const record = JSON.parse(
      `{"time":"${TIME}","__proto__":{"user":"root"},"payload":{"__proto__":{"ip":"1.1.1.1"}}}`,
    ) as Record<string, unknown>;
    expect(factsOf(record).uid).toBe(factsOf({ ...record }).uid);
    expect(event.entities(record)).toEqual([]);
  });

  it('never throws', () => {
    const good = { time: TIME, payload: { user: 'mara', src_ip: '198.51.100.7' } };
    expect(() => neverThrows(event, good)).not.toThrow();
  });
});

describe('an event of a cloud', () => {
  const SUBSCRIPTION = '0b9d6e1a-52f4-4c7d-8e2b-6f13a0c4d7e9';
  const vault = `/subscriptions/${SUBSCRIPTION}/resourceGroups/Shop/providers/Microsoft.KeyVault/vaults/Till`;

  it('is about the resource that it comes from, in its subscription', () => {
    const record = { event_id: '1', time: TIME, source: vault };
    expect(factsOf(record).account).toBe(SUBSCRIPTION);
    expect(event.entities(record)).toEqual([
      { type: 'resource', id: vault.toLowerCase(), role: 'target', name: 'till' },
    ]);
  });

  it('is about the bucket as all other formats call it', () => {
    const record = { time: TIME, source: '//storage.googleapis.com/projects/_/buckets/receipts' };
    expect(event.entities(record).map((e) => `${e.type} ${e.id}`)).toEqual([
      'bucket //storage.googleapis.com/receipts',
    ]);
  });

  it('is about nothing where the source is a name of one’s own', () => {
    expect(event.entities({ time: TIME, source: '/payments' })).toEqual([]);
  });

  it('has its time under the name that its cloud gives it', () => {
    for (const name of ['eventTime', 'TimeGenerated', 'created_at', 'published'])
      expect(factsOf({ [name]: TIME }).time).toBe(Date.parse(TIME));
  });
});
