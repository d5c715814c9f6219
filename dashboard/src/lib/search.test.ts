import { expect, it } from 'vitest';
import { parseSearch, stringifySearch } from './search.ts';

it('keeps search parameters as plain words, commas and colons readable', () => {
  expect(stringifySearch({ severity: 'high,critical', entity: 'ip:192.0.2.7', gone: undefined, empty: '' })).toBe(
    '?severity=high,critical&entity=ip:192.0.2.7',
  );
});
it('reads back what it wrote', () => {
  const search = { rule: 'a b&c=d', entity: 'user:arn:aws:iam::1:user/x', since: '24h' };
  expect(parseSearch(stringifySearch(search))).toEqual(search);
});
it('takes numbers and JSON as the text that they are', () => {
  expect(parseSearch('?account=123456789012&x=%22y%22')).toEqual({ account: '123456789012', x: '"y"' });
});
