import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLeef, startsLeef } from './leef.ts';

describe('a LEEF event', () => {
  it('has its attributes after tabs, under the names that CEF has for them', () => {
    expect(
      readLeef('LEEF:1.0|Example|Gate|4.0|15345|src=192.0.2.1\tsrcPort=81\tusrName=mara\tsev=8\tmsg=a b=c\tx'),
    ).toEqual({
      version: '1.0',
      vendor: 'Example',
      product: 'Gate',
      productVersion: '4.0',
      signature: '15345',
      name: '15345',
      severity: '8',
      extension: { src: '192.0.2.1', spt: '81', suser: 'mara', sev: '8', msg: 'a b=c' },
    });
  });

  it('of version 2 may name another delimiter, by itself or by its code', () => {
    for (const line of [
      'LEEF:2.0|a|b|c|d|^|src=192.0.2.1^cat=deny',
      'LEEF:2.0|a|b|c|d|x5E|src=192.0.2.1^cat=deny',
      'LEEF:2.0|a|b|c|d|0x5e|src=192.0.2.1^cat=deny',
      String.raw`LEEF:2.0|a|b|c|d|\x5e|src=192.0.2.1^cat=deny`,
      'LEEF:2.0|a|b|c|d|0x09|src=192.0.2.1\tcat=deny',
      `${String.raw`LEEF:2.0|a|b|c|d|\x09|`}src=192.0.2.1\tcat=deny`,
      `${String.raw`LEEF:2.0|a|b|c|d|\t|`}src=192.0.2.1\tcat=deny`,
      'LEEF:2.0|a|b|c|d||src=192.0.2.1\tcat=deny',
      'LEEF:2.0|a|b|c|d|src=192.0.2.1\tcat=deny',
    ])
      expect(readLeef(line)).toMatchObject({ name: 'deny', extension: { src: '192.0.2.1', cat: 'deny' } });
  });

  it('has what relays make of its tabs for tabs, where no real one is left', () => {
    for (const tab of ['#011', String.raw`\t`])
      expect(readLeef(`LEEF:1.0|a|b|c|d|src=192.0.2.1${tab}cat=deny`)!.extension).toEqual({
        src: '192.0.2.1',
        cat: 'deny',
      });
    expect(readLeef(String.raw`LEEF:1.0|a|b|c|d|url=C:\temp	cat=deny`)!.extension['request']).toBe(
      String.raw`C:\temp`,
    );
  });

  it('is none with a header that is not whole', () => {
    expect(readLeef('LEEF:1.0|a|b|c|d')).toBe(undefined);
    expect(['LEEF:3.0|', 'LEEF:x|', ' LEEF:1.0|', 'CEF:0|'].map(startsLeef)).toEqual([false, false, false, false]);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (s) => void readLeef(`LEEF:2.0|a|b|c|d|${s}`)));
    expect(Object.keys(readLeef(`LEEF:1.0|a|b|c|d|${'a=b\t'.repeat(10_000)}`)!.extension)).toEqual(['a']);
  });
});
