import { expect, test } from 'vitest';
import { parseFilters } from '../../lib/filters.ts';
import { INCIDENT_FILTERS, incidentsQuery } from './filters.ts';

test('"me" is the signed-in person, any other assignee stands as written', () => {
  expect(incidentsQuery({ assignee: 'me' }, 'usr_a', 0)['assignee']).toBe('usr_a');
  expect(incidentsQuery({ assignee: 'usr_b' }, 'usr_a', 0)['assignee']).toBe('usr_b');
  expect(incidentsQuery({}, 'usr_a', 0)['assignee']).toBeUndefined();
});

test('a range is counted back from when the filter was set', () => {
  expect(incidentsQuery({ since: '1h' }, 'usr_a', 7_200_000)['since']).toBe(3_600_000);
});

test('a risk beyond 100 and an unknown phase are told, not sent', () => {
  const { tokens, errors } = parseFilters('min_risk:101 phase:done min_risk:70 phase:hold,verify', INCIDENT_FILTERS);
  expect(errors).toHaveLength(2);
  expect(tokens).toEqual([
    { key: 'min_risk', value: '70' },
    { key: 'phase', value: 'hold,verify' },
  ]);
});
