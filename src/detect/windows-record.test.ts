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

  it('says the log that was cleared where the event log itself tells of it, and nobody else', () => {
    const cleared = { LogFileCleared: { Channel: 'Some/Operational' } };
    const teller = { ...system, Provider: { '#attributes': { Name: 'Microsoft-Windows-Eventlog' } }, EventID: 104 };
    expect(read({ System: teller, UserData: cleared })).toMatchObject({ Channel: 'Some/Operational' });
    expect(read({ System: system, UserData: cleared })).toMatchObject({ Channel: 'System' });
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

  it('shows the hashes of a stream, which Sysmon keeps under another name', () => {
    expect(read({ System: system, EventData: { Hash: 'MD5=BB,IMPHASH=DD' } })).toMatchObject({ Imphash: 'DD' });
  });

  it('names a change of the registry as Sysmon does: the value behind its key, the hive by its short name', () => {
    const data = {
      ObjectName: '\\REGISTRY\\MACHINE\\SOFTWARE\\K',
      ObjectValueName: 'V',
      OperationType: '%%1905',
      NewValue: 'x',
      ProcessName: 'C:\\r.exe',
    };
    const record = read({ System: { ...system, EventID: 4657 }, EventData: data });
    expect(record).toMatchObject({ Details: 'x', Image: 'C:\\r.exe', EventType: 'SetValue' });
    expect(record['TargetObject']).toEqual([
      'HKLM\\SOFTWARE\\K\\V',
      '\\REGISTRY\\MACHINE\\SOFTWARE\\K\\V',
      '\\REGISTRY\\MACHINE\\SOFTWARE\\K',
    ]);
    const key = read({ System: { ...system, EventID: 4657 }, EventData: { ObjectName: 'K', ObjectValueName: '-' } });
    expect(key['TargetObject']).toEqual(['K']);
  });

  it('names a connection of the Security log as Sysmon does', () => {
    const data = { Application: '\\device\\a.exe', DestAddress: '10.0.0.1', DestPort: 443, Direction: '%%14593' };
    expect(read({ System: { ...system, EventID: 5156 }, EventData: data })).toMatchObject({
      Image: '\\device\\a.exe',
      DestinationIp: '10.0.0.1',
      DestinationPort: 443,
      Initiated: 'true',
    });
  });

  it('reads the lines that Windows PowerShell keeps in one text', () => {
    const lines = '\tHostName=ConsoleHost\r\n\tHostApplication=ps.exe -x a=b\r\n\tEngineVersion=\r\n\tCommandLine=c';
    const old = { ...system, EventID: 400, Channel: 'Windows PowerShell' };
    const record = read({ System: old, EventData: { Data: { '#text': ['Started', lines] } } });
    expect(record).toMatchObject({ HostName: 'ConsoleHost', HostApplication: 'ps.exe -x a=b', EngineVersion: '' });
    expect(record).not.toHaveProperty('CommandLine');
    expect(read({ System: { ...old, Channel: 'Other' }, EventData: { Data: lines } })).not.toHaveProperty('HostName');
  });

  it('names what an antivirus found as rules for any of them do', () => {
    const defender = { ...system, EventID: 1116, Channel: 'Microsoft-Windows-Windows Defender/Operational' };
    const data = { 'Threat Name': 'Tool:Win32/X', Path: 'file:_C:\\x.exe' };
    expect(read({ System: defender, EventData: data })).toMatchObject({
      Signature: 'Tool:Win32/X',
      Filename: 'file:_C:\\x.exe',
    });
    expect(read({ System: system, EventData: data })).not.toHaveProperty('Signature');
  });

  it('takes a single named element like a list of them', () => {
    const data = { Data: { '#attributes': { Name: 'User' }, '#text': 'bob' } };
    expect(read({ System: system, EventData: data })).toMatchObject({ User: 'bob' });
  });

  it('lets no field of the data pretend to be another event, and shows the data’s other fields before those of System', () => {
    const data = { Channel: 'Forged', EventID: 1, Level: 'data' };
    const record = read({ System: { ...system, Level: 4 }, EventData: data });
    expect(record).toMatchObject({ Channel: 'System', EventID: 7045, Level: 'data' });
  });
});

describe('a record whose fields lie side by side already', () => {
  it('keeps them and gets the other names that rules use', () => {
    const record = readableRecord({ EventID: 4688, SourceName: 'S', NewProcessName: 'C:\\b.exe', 'New Value': 1 });
    expect(record).toMatchObject({
      EventID: 4688,
      Provider_Name: 'S',
      NewProcessName: 'C:\\b.exe',
      Image: 'C:\\b.exe',
      NewValue: 1,
    });
    expect(readableRecord({ Hashes: 'SHA256=CC,IMPHASH=DD' })).toMatchObject({ sha256: 'CC', Imphash: 'DD' });
  });

  it('that has Sysmon’s names keeps its own', () => {
    const record = {
      EventID: '4688',
      Image: 'C:\\a.exe',
      NewProcessName: 'C:\\b.exe',
      ProcessId: 7,
      ParentProcessId: 3,
    };
    expect(readableRecord(record)).toMatchObject({ Image: 'C:\\a.exe', ProcessId: 7, ParentProcessId: 3 });
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
