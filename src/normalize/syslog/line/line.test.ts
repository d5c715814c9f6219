import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { line } from './index.ts';

const AT = Date.UTC(2026, 0, 10, 12);
const record = (more: Record<string, unknown> = {}) => ({
  time: AT,
  facility: 10,
  severity: 6,
  host: 'bastion',
  app: 'sshd',
  pid: '7',
  message: 'Failed password for root from 203.0.113.9 port 22',
  ...more,
});
const addresses = (message: string) => line.observables(record({ message })).map(([, value]) => value);

describe('a line of syslog', () => {
  it('has its time, and an id of its content', () => {
    const facts = line.facts(record());
    expect(facts).toMatchObject({ ok: true, value: { time: AT, outcome: 'unknown' } });
    expect(line.facts(record())).toEqual(facts);
    expect(line.facts(record({ pid: '8' }))).not.toEqual(facts);
    expect(line.facts(record({ time: undefined }))).toMatchObject({ ok: false });
  });

  it('is the base event, with its severity and its message', () => {
    const facts = line.facts(record());
    if (!facts.ok) throw new Error(facts.error);
    expect(line.toOcsf(record(), facts.value)).toMatchObject({
      class_uid: 0,
      type_uid: 0,
      severity_id: 1,
      message: 'Failed password for root from 203.0.113.9 port 22',
      metadata: { product: { name: 'sshd' }, log_name: 'sshd' },
      unmapped: { host: 'bastion', facility: 10, pid: '7' },
    });
    const of = (severity: unknown) => line.toOcsf(record({ severity }), facts.value).severity_id;
    expect([0, 3, 4, 7, 8, -1, 'x', undefined].map((s) => of(s))).toEqual([6, 4, 3, 1, 0, 0, 0, 0]);
  });

  it('is about its host, and the addresses in its message', () => {
    expect(line.entities(record())).toEqual([
      { type: 'resource', id: 'bastion', role: 'target' },
      { type: 'ip', id: '203.0.113.9', role: 'related' },
    ]);
    expect(line.entities(record({ host: '192.0.2.1', message: '' }))).toEqual([
      { type: 'ip', id: '192.0.2.1', role: 'target' },
    ]);
  });

  it('tells addresses from times, versions and numbers', () => {
    expect(addresses('SRC=192.0.2.1 DST=[2001:db8::1] from 198.51.100.2:22, 203.0.113.9.')).toEqual([
      '192.0.2.1',
      '2001:db8::1',
      '198.51.100.2',
      '203.0.113.9',
    ]);
    expect(addresses('at 12:00:00 version 1.2.3 :: 00:11:22:33:44:55 dead:beef a:b')).toEqual([]);
    expect(addresses(Array.from({ length: 50 }, (_, i) => `192.0.2.${i}`).join(' ')).length).toBe(8);
  });

  it('never throws, whatever the object', () => {
    fc.assert(
      fc.property(fc.object(), fc.string(), (r, message) => {
        for (const one of [r, { ...record(), ...r }, record({ message })]) {
          const facts = line.facts(one);
          if (facts.ok) line.toOcsf(one, facts.value);
          line.entities(one);
          line.observables(one);
        }
      }),
    );
  });
});
