import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCef } from './cef.ts';

const HEADER = 'CEF:0|Vendor|Product|1.0|100|Name|5|';
const extension = (text: string) => readCef(HEADER + text)?.extension;

describe('the header of a CEF event', () => {
  it('is seven fields, with pipes and backslashes escaped', () => {
    expect(readCef('CEF:0|a\\|b|c\\\\|1|sig|n=a|Very-High|x=1')).toEqual({
      version: '0',
      vendor: 'a|b',
      product: 'c\\',
      productVersion: '1',
      signature: 'sig',
      name: 'n=a',
      severity: 'Very-High',
      extension: { x: '1' },
    });
  });

  it('may lack its last pipe where nothing follows', () => {
    expect(readCef('CEF:1|a|b|c|d|e|10')).toMatchObject({ version: '1', severity: '10', extension: {} });
  });

  it('is none with fewer fields', () => {
    expect(readCef('CEF:0|a|b|c|d|e')).toBe(undefined);
    expect(readCef('CEF:0|a|b|c|d\\|e|f')).toBe(undefined);
  });
});

describe('the extension of a CEF event', () => {
  it('has values with spaces, that end before the next key', () => {
    expect(extension('msg=two words here src=192.0.2.1  cs1Label=My label')).toEqual({
      msg: 'two words here',
      src: '192.0.2.1',
      cs1Label: 'My label',
    });
  });

  it('unescapes equals signs, backslashes, pipes and line ends, and leaves other backslashes', () => {
    expect(extension('a=x\\=y b=c:\\\\dir c=1\\n2\\r3 d=p\\|q e=c:\\temp')).toEqual({
      a: 'x=y',
      b: 'c:\\dir',
      c: '1\n2\r3',
      d: 'p|q',
      e: 'c:\\temp',
    });
  });

  it('takes an equals sign that nobody escaped as part of the value, unless it follows a key', () => {
    expect(extension('request=https://example.com/?a=b&c=d src=192.0.2.1')).toEqual({
      request: 'https://example.com/?a=b&c=d',
      src: '192.0.2.1',
    });
    expect(extension('a=b=c d=')).toEqual({ a: 'b=c', d: '' });
    expect(extension('no key at all')).toEqual({});
  });

  it('keeps keys of every name its own, and the last of two', () => {
    const found = extension('__proto__=x constructor=y a=1 a=2')!;
    expect(Object.entries(found)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['a', '2'],
    ]);
  });

  it('reads back whatever is written by the rules', () => {
    const text = fc.string().map((s) => s.trim());
    const key = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_.]{0,20}$/);
    const inHeader = (s: string) => s.replaceAll('\\', '\\\\').replaceAll('|', '\\|');
    const inValue = (s: string) =>
      s.replaceAll('\\', '\\\\').replaceAll('=', '\\=').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
    fc.assert(
      fc.property(text, text, fc.dictionary(key, text), (vendor, name, pairs) => {
        const written = Object.entries(pairs).map(([k, v]) => `${k}=${inValue(v)}`);
        const line = `CEF:0|${inHeader(vendor)}|p|v|s|${inHeader(name)}|3|${written.join(' ')}`;
        expect(readCef(line)).toMatchObject({ vendor, name });
        expect({ ...readCef(line)?.extension }).toEqual({ ...pairs });
      }),
    );
  });

  it('never throws and stops at its bounds', () => {
    fc.assert(fc.property(fc.string(), (s) => void readCef(HEADER + s)));
    for (const part of ['a=', '\\', '=', ' ', 'a=b ', '|', 'a\\='])
      expect(Object.keys(extension(part.repeat(60_000 / part.length)) ?? {}).length).toBeLessThanOrEqual(250);
    const many = Array.from({ length: 1_000 }, (_, i) => `k${i}=${i}`).join(' ');
    expect(Object.keys(extension(many)!).length).toBe(250);
  });
});
