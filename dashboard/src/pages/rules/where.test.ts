import { describe, expect, it } from 'vitest';
import { compileWhere } from '../../../../src/detect/tuning/where.ts';
import { faultOfRows, literally, offersOf, rowOf, whereOf, whereWords } from './where.ts';

const holds = (where: Record<string, unknown>, record: Record<string, unknown>): boolean => {
  const compiled = compileWhere(where);
  if (!compiled.ok) throw new Error(compiled.error);
  return compiled.value(record);
};

describe('a search made of lines', () => {
  it('is the Sigma search that the API takes', () => {
    expect(
      whereOf([
        { field: ' user.arn ', modifier: 'endswith', values: ':role/backup\n' },
        { field: 'ip', modifier: '', values: '192.0.2.7\n 192.0.2.8' },
        { field: 'error', modifier: 'exists', values: 'False' },
      ]),
    ).toEqual({ 'user.arn|endswith': ':role/backup', ip: ['192.0.2.7', '192.0.2.8'], 'error|exists': false });
  });
  it('says what it lacks', () => {
    expect(faultOfRows([])).toContain('at least one');
    expect(faultOfRows([{ field: '', modifier: '', values: 'x' }])).toContain('names a field');
    expect(faultOfRows([{ field: 'a', modifier: '', values: ' \n' }])).toBe('Give a a value.');
    const twice = { field: 'a', modifier: 'contains', values: 'x' };
    expect(faultOfRows([twice, twice])).toContain('twice');
    expect(faultOfRows([twice, { ...twice, modifier: '' }])).toBeUndefined();
  });
});

describe('what was found, as a line', () => {
  it('means itself, whatever stands in it', () => {
    for (const text of ['a*b', 'what?', 'C:\\dir\\*.exe', 'end\\', '\\\\host\\share', 'plain', '\\\\*\\', 'a\\?']) {
      const where = whereOf([rowOf('x', text)!]);
      expect(holds(where, { x: text }), text).toBe(true);
      expect(holds(where, { x: `${text}z` }), text).toBe(false);
      expect(holds(where, { x: text.replace(/[*?]/, 'Q') }), text).toBe(!/[*?]/.test(text));
    }
    expect(literally('plain text')).toBe('plain text');
  });
  it('is a beginning where it was cut, and no line where it is none', () => {
    expect(rowOf('x', 'y'.repeat(200))).toMatchObject({ modifier: 'startswith' });
    for (const none of ['', '  ', 'two\nlines', '{…}', '[…]']) expect(rowOf('x', none), none).toBeUndefined();
  });
  it('begins with who did it; what the rule went by follows, each once', () => {
    const evidence = {
      actor: { user: { uid: 'arn:a' } },
      src_endpoint: { ip: '192.0.2.7' },
      cloud: { account: 'odd' },
    };
    const rows = offersOf(
      [
        { field: 'eventName', value: 'StopLogging' },
        { field: 'eventName', value: 'StopLogging' },
      ],
      evidence,
    );
    expect(rows.map((r) => [r.field, r.values])).toEqual([
      ['ocsf.actor.user.uid', 'arn:a'],
      ['ocsf.src_endpoint.ip', '192.0.2.7'],
      ['eventName', 'StopLogging'],
    ]);
    expect(offersOf([], null)).toEqual([]);
  });
});

it('is told in words, an unknown modifier by its name', () => {
  expect(whereWords({ 'a|contains|all': ['x', 'y'], b: null, 'c|exists': true, 'd|base64': 'z' })).toEqual([
    { field: 'a', how: 'contains all of', values: ['x', 'y'] },
    { field: 'b', how: 'is', values: ['nothing'] },
    { field: 'c', how: 'is there', values: ['true'] },
    { field: 'd', how: 'base64', values: ['z'] },
  ]);
});
