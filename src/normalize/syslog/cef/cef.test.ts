import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cef } from './index.ts';

const AT = Date.UTC(2026, 0, 10, 12);
const record = (extension: Record<string, string> = {}, more: Record<string, unknown> = {}) => ({
  time: AT,
  version: '0',
  vendor: 'Example',
  product: 'Firewall',
  productVersion: '1',
  signature: 'sig-1',
  name: 'Something happened',
  severity: '3',
  extension,
  ...more,
});
const ocsf = (r: Record<string, unknown>) => {
  const facts = cef.facts(r);
  if (!facts.ok) throw new Error(facts.error);
  return cef.toOcsf(r, facts.value);
};
const FLOW = { src: '203.0.113.9', spt: '4000', dst: '192.0.2.20', dpt: '22', proto: 'TCP', in: '60' };

describe('a CEF event', () => {
  it('has its time, its signature and an id of its content', () => {
    const facts = cef.facts(record(FLOW));
    expect(facts).toMatchObject({ ok: true, value: { time: AT, operation: 'sig-1' } });
    expect(cef.facts(record(FLOW))).toEqual(facts);
    expect(cef.facts(record({ ...FLOW, externalId: '2' }))).not.toEqual(facts);
    expect(cef.facts(record({}, { time: 'x' }))).toMatchObject({ ok: false });
    expect(cef.facts(record({}, { signature: '', name: '' }))).toMatchObject({ ok: false });
  });

  it('has addresses of IPv6 where CEF keeps them', () => {
    const six = record({ c6a2: '2001:db8::1', c6a2Label: 'Source IPv6 Address', c6a3: '2001:db8::2', act: 'deny' });
    expect(ocsf(six)).toMatchObject({
      class_uid: 4001,
      src_endpoint: { ip: '2001:db8::1' },
      dst_endpoint: { ip: '2001:db8::2' },
    });
    expect(cef.entities(six).map((e) => `${e.role} ${e.id}`)).toEqual(['source 2001:db8::1', 'target 2001:db8::2']);
  });

  it('is a finding of its device from severity 7, in numbers or words', () => {
    const of = (severity: string) => cef.verdict(record({}, { severity }))?.severity;
    expect(['0', '6', '7', '8', '9', '10'].map(of)).toEqual([undefined, undefined, 4, 4, 5, 5]);
    expect(['Low', 'Medium', 'High', 'Very-High', 'very high', 'Unknown', '11', '-7', '7e3', ''].map(of)).toEqual([
      undefined,
      undefined,
      4,
      5,
      5,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(cef.verdict(record({}, { severity: '9' }))).toMatchObject({
      ruleId: 'cef:Example/Firewall:sig-1',
      title: 'Something happened',
    });
  });

  it('is a detection finding then, network activity with two addresses, else the base event', () => {
    expect(ocsf(record(FLOW, { severity: '8' }))).toMatchObject({ class_uid: 2004, type_uid: 200_401, severity_id: 4 });
    expect(ocsf(record(FLOW))).toMatchObject({
      class_uid: 4001,
      type_uid: 400_106,
      src_endpoint: { ip: '203.0.113.9', port: 4000 },
      dst_endpoint: { ip: '192.0.2.20', port: 22 },
      connection_info: { protocol_name: 'tcp', direction_id: 0 },
      traffic: { bytes_in: 60 },
    });
    expect(ocsf(record({ src: '203.0.113.9' }))).toMatchObject({ class_uid: 0, type_uid: 0, severity_id: 2 });
  });

  it('says what was let through and what was not', () => {
    const of = (act: string) => {
      const event = ocsf(record({ ...FLOW, act, deviceDirection: '0' }));
      return [
        event.activity_id,
        event.action_id,
        event.disposition_id,
        event.status_id,
        event.connection_info?.direction_id,
      ];
    };
    expect(of('Blocked')).toEqual([5, 2, 2, 2, 1]);
    expect(of('accept')).toEqual([6, 1, 1, 1, 1]);
    expect(of('detected')).toEqual([6, undefined, undefined, 0, 1]);
    const outcome = (o: string) => cef.facts(record({ outcome: o, act: 'blocked' }));
    expect(outcome('Success')).toMatchObject({ value: { outcome: 'success' } });
    expect(outcome('/Failure')).toMatchObject({ value: { outcome: 'failure' } });
  });

  it('names who acted upon what, and what can be looked up', () => {
    const full = record({
      ...FLOW,
      suser: 'mara@example.com',
      duser: 'root',
      dhost: 'Files.Example.net',
      fileHash: 'A'.repeat(64),
      request: 'https://files.example.net/x',
    });
    expect(cef.entities(full).map((e) => `${e.role} ${e.type} ${e.id}`)).toEqual([
      'actor principal mara@example.com',
      'source ip 203.0.113.9',
      'target ip 192.0.2.20',
      'target principal root',
      'related domain files.example.net',
      `related hash ${'a'.repeat(64)}`,
    ]);
    expect(cef.observables(full)).toEqual([
      ['ip', '203.0.113.9'],
      ['ip', '192.0.2.20'],
      ['domain', 'files.example.net'],
      ['hash', 'a'.repeat(64)],
      ['url', 'https://files.example.net/x'],
    ]);
    expect(cef.entities(record({ src: 'not an address' }, { host: 'edge' }))).toEqual([
      { type: 'resource', id: 'edge', role: 'target' },
    ]);
  });

  it('keeps custom fields under the labels that its device gave them', () => {
    const event = ocsf(record({ cs1: 'ssh', cs1Label: 'Rule', cn1Label: 'Empty', __proto__x: 'y' }));
    expect(event.unmapped).toMatchObject({ custom: { Rule: 'ssh' } });
  });

  it('never throws, whatever the object', () => {
    const keys = fc.constantFrom(
      'src',
      'dst',
      'act',
      'cs1',
      'cs1Label',
      'severity',
      'extension',
      'time',
      'fileHash',
      'dhost',
    );
    fc.assert(
      fc.property(fc.object({ key: keys }), fc.dictionary(keys, fc.string()), (r, extension) => {
        for (const one of [r, { ...record(), ...r }, record(extension)]) {
          const facts = cef.facts(one);
          if (facts.ok) cef.toOcsf(one, facts.value);
          cef.entities(one);
          cef.observables(one);
          cef.verdict(one);
        }
      }),
    );
  });
});
