import { expect, it } from 'vitest';
import { retimed } from './retime.ts';

const NOW = Date.parse('2026-11-21T09:00:02Z');
const at = (eventTime: string) => JSON.stringify({ eventName: 'x', eventTime });

it('records end now and keep their distances', () => {
  const moved = retimed([at('2026-10-13T02:00:00Z'), at('2026-10-13T02:14:07Z')], NOW);
  expect(moved.map((l) => (JSON.parse(l) as { eventTime: string }).eventTime)).toEqual([
    '2026-11-21T08:45:53Z',
    '2026-11-21T09:00:00Z',
  ]);
});

it('what has no readable time stays as it is', () => {
  const lines = ['{"a":1}', at('yesterday')];
  expect(retimed(lines, NOW)).toEqual(lines);
  expect(retimed([...lines, at('2026-10-13T02:14:07Z')], NOW).slice(0, 2)).toEqual(lines);
});
