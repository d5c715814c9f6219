import { expect, it } from 'vitest';
import { parseFilters } from '../../lib/filters.ts';
import { FINDING_FILTERS, findingsQuery } from './filters.ts';

const NOW = Date.UTC(2026, 10, 17);

it('asks the API for severities by number and for times in milliseconds', () => {
  expect(findingsQuery({ severity: 'critical,low', since: '24h', open: 'fnd_1' }, NOW)).toEqual({
    severity: '5,2',
    since: NOW - 86_400_000,
  });
});
it('refuses a time that is none before the API has to', () => {
  expect(parseFilters('since:tomorrowish', FINDING_FILTERS).errors[0]).toContain('24h');
  expect(parseFilters('since:24h until:2026-11-17', FINDING_FILTERS).errors).toEqual([]);
});
