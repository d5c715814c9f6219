import { describe, expect, it } from 'vitest';
import { compileRules } from '../../../../src/detect/compile-rules.ts';
import { startText, underNewIds } from './draft.ts';
import { eventsOf, EVENTS_MAX } from './events.ts';

const many = (n: number) => Array.from({ length: n }, () => ({ a: 1 }));

describe('events that were pasted', () => {
  it.each([
    ['{"a":1}\n\n {"a":2} ', [{ a: 1 }, { a: 2 }]],
    ['{\n "a": 1\n}', [{ a: 1 }]],
    ['[{"a":1},{"a":2}]', [{ a: 1 }, { a: 2 }]],
    ['{"Records":[{"a":1}]}', [{ a: 1 }]],
  ])('%s', (text, events) => {
    expect(eventsOf(text)).toEqual({ ok: true, events });
  });
  it.each([
    [' \n', 'first'],
    ['{"a":1}\n\n{"a":', 'Line 3 is no JSON'],
    ['{"a":1}\n7', 'Line 2 is no JSON object'],
    ['[{"a":1}, null]', 'Element 2'],
    ['[]', 'no event'],
    [JSON.stringify(many(EVENTS_MAX + 1)), 'At most'],
  ])('%s are refused with their place', (text, words) => {
    expect(eventsOf(text)).toMatchObject({ ok: false, fault: expect.stringContaining(words) as string });
  });
});

describe('a new rule', () => {
  const id = '5f0e5a0c-6c1f-4a39-9a53-0c5f7a1f6a01';
  it('begins with a text that compiles', () => {
    const { engine, errors } = compileRules([{ path: 'x.yml', text: startText(id, '2026-11-21') }]);
    expect(errors).toEqual([]);
    expect(engine.rules.map((r) => r.id)).toEqual([id]);
  });
  it('made of another has ids of its own, and its parts still find each other', () => {
    let n = 0;
    const text = 'id: aaa-1 # old\nx: 1\n---\nid: "bbb-2"\ncorrelation:\n  rules: [aaa-1]\n  other_id: ccc\n';
    expect(underNewIds(text, () => `new-${++n}`)).toBe(
      'id: new-1 # old\nx: 1\n---\nid: "new-2"\ncorrelation:\n  rules: [new-1]\n  other_id: ccc\n',
    );
  });
});
