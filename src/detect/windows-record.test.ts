import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readableRecord } from './windows-record.ts';

const system = {
  Provider: { '#attributes': { Name: 'Some-Provider', Guid: 'A' } },
  EventID: { '#attributes': { Qualifiers: 16384 }, '#text': 7045 },
  Execution: { '#attributes': { ProcessID: 4 } },
  Channel: 'System',
};
const read = (event: object) => readableRecord({ Event: event });

describe('a record of the Windows event log', () => {
  it('has the fields of System and of EventData side by side, attributes joined to their element', () => {
    expect(read({ System: system, EventData: { Image: 'C:\\a.exe', 'Threat Name': 'x' } })).toMatchObject({
      EventID: 7045,
      EventID_Qualifiers: 16384,
      Provider_Name: 'Some-Provider',
      Execution_ProcessID: 4,
      Channel: 'System',
      Image: 'C:\\a.exe',
      'Threat Name': 'x',
      ThreatName: 'x',
      Threat_Name: 'x',
      Event: { System: system },
    });
  });

  it('opens the element that wraps UserData, and named Data elements', () => {
    const cleared = { LogFileCleared: { '#attributes': { xmlns: 'x' }, SubjectUserName: 'ann' } };
    expect(read({ System: system, UserData: cleared })).toMatchObject({ SubjectUserName: 'ann' });
    const named = [{ '#attributes': { Name: 'User' }, '#text': 'bob' }, { '#attributes': { Name: 'Empty' } }];
    expect(read({ System: system, EventData: { Data: named } })).toMatchObject({ User: 'bob', Empty: null });
    expect(read({ System: system, EventData: { Data: ['a', 'b'] } })).toMatchObject({ Data: ['a', 'b'] });
    expect(read({ System: system, EventData: { Data: { '#text': ['a', 'b'] } } })).toMatchObject({ Data: ['a', 'b'] });
  });

  it('says both logs where one tells that another was cleared', () => {
    const cleared = { LogFileCleared: { Channel: 'Some/Operational' } };
    expect(read({ System: system, UserData: cleared })).toMatchObject({ Channel: ['System', 'Some/Operational'] });
  });

  it('names a process of the Security log as Sysmon does', () => {
    const data = {
      NewProcessName: 'C:\\b.exe',
      NewProcessId: '0x10',
      ProcessId: '0x4',
      MandatoryLabel: 'S-1-16-12288',
    };
    const record = read({ System: { ...system, EventID: 4688 }, EventData: data });
    expect(record).toMatchObject({
      Image: 'C:\\b.exe',
      ProcessId: '0x10',
      ParentProcessId: '0x4',
      IntegrityLevel: 'High',
    });
  });

  it('shows each of Sysmon’s hashes', () => {
    const record = read({ System: system, EventData: { Hashes: 'SHA1=AA,MD5=BB,SHA256=CC,IMPHASH=DD' } });
    expect(record).toMatchObject({ sha1: 'AA', md5: 'BB', sha256: 'CC', Imphash: 'DD' });
  });

  it('lets no field of the data pretend to be another event, and shows the data’s other fields before those of System', () => {
    const data = { Channel: 'Forged', EventID: 1, Level: 'data' };
    const record = read({ System: { ...system, Level: 4 }, EventData: data });
    expect(record).toMatchObject({ Channel: 'System', EventID: 7045, Level: 'data' });
  });
});

describe('any other record', () => {
  it('is given back as it is', () => {
    for (const record of [
      { eventName: 'x' },
      { Event: 'x' },
      { Event: { type: 'y' } },
      { Event: [] },
      { Event: { System: null } },
    ])
      expect(readableRecord(record)).toBe(record);
  });

  it('never makes it throw, and no inherited property gets in', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (s, d) => void read({ System: s, EventData: d })));
    const hostile = JSON.parse(
      '{"Event":{"System":{"EventID":1},"EventData":{"__proto__":{"x":1},"toString":"t"}}}',
    ) as Record<string, unknown>;
    const record = readableRecord(hostile);
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
    expect(record['x']).toBeUndefined();
    expect(record['toString']).toBe('t');
  });
});
