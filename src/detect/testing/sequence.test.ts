import { describe, expect, it } from 'vitest';
import { eventTime } from '../correlation/event-time.ts';
import { expandSequence } from './sequence.ts';

describe('a sequence case', () => {
  it('becomes records one after the other, each with its number and its time', () => {
    const records = expandSequence({
      match: true,
      name: 'two and then one',
      start: '2026-10-13T02:00:00Z',
      sequence: [
        { repeat: 2, everySeconds: 2, event: { eventTime: '{time}', eventID: 'e-{n}', deep: [{ who: 'u{n}' }], n: 1 } },
        { afterSeconds: 60, event: { eventTime: '{time}', eventID: 'e-{n}' } },
      ],
    });
    expect(records.map((r) => r.record)).toEqual([
      { eventTime: '2026-10-13T02:00:00.000Z', eventID: 'e-0', deep: [{ who: 'u0' }], n: 1 },
      { eventTime: '2026-10-13T02:00:02.000Z', eventID: 'e-1', deep: [{ who: 'u1' }], n: 1 },
      { eventTime: '2026-10-13T02:01:04.000Z', eventID: 'e-2' },
    ]);
    for (const { time, record } of records) expect(eventTime(record)).toBe(time);
  });

  it('that is none says where', () => {
    const good = { match: true, name: 'x', start: '2026-10-13T02:00:00Z', sequence: [{ event: {} }] };
    expect(() => expandSequence({ ...good, start: 'soon' })).toThrow('start');
    expect(() => expandSequence({ ...good, sequence: [] })).toThrow('sequence');
    expect(() => expandSequence({ ...good, sequence: [{ event: {}, every: 1 } as never] })).toThrow('sequence.0');
    const long = { repeat: 15_000, event: {} };
    expect(() => expandSequence({ ...good, sequence: [long, long] })).toThrow('at most');
  });
});
