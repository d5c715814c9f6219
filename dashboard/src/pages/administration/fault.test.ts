import { describe, expect, it } from 'vitest';
import { faultAt, faultElsewhere } from './fault.ts';

const wrong = (field?: string) => ({ field, detail: 'no' });

describe('what the server refuses', () => {
  it('is said at its field, also where it is about a part of it', () => {
    expect(faultAt(wrong('/regions'), '/regions')).toBe('no');
    expect(faultAt(wrong('/regions/1'), '/regions')).toBe('no');
  });
  it('is not said at a field whose name only begins alike', () => {
    expect(faultAt(wrong('/nameSpace'), '/name')).toBeUndefined();
    expect(faultAt(wrong(), '/name')).toBeUndefined();
    expect(faultAt(undefined, '/name')).toBeUndefined();
  });
  it('is said below the form where no field shows it, and only there', () => {
    const shown = ['/name', '/regions'];
    expect(faultElsewhere(wrong(), shown)).toBe('no');
    expect(faultElsewhere(wrong('/disabled'), shown)).toBe('no');
    expect(faultElsewhere(wrong('/nameSpace'), shown)).toBe('no');
    expect(faultElsewhere(wrong('/regions/1'), shown)).toBeUndefined();
    expect(faultElsewhere(undefined, shown)).toBeUndefined();
  });
});
