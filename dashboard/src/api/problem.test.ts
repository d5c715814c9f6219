import { expect, it } from 'vitest';
import { path, urlOf } from './client.ts';
import { problemOf, retryAfterOf } from './problem.ts';

const answer = (status: number, body: string, headers: Record<string, string> = {}) =>
  new Response(body, { status, headers });

it('takes the server’s own words, the field and the wait', async () => {
  const body = JSON.stringify({ code: 'too_fast', detail: 'Wait a little.', field: '/name' });
  const e = await problemOf(answer(429, body, { 'content-type': 'application/problem+json', 'retry-after': '3' }));
  expect(e).toMatchObject({
    code: 'too_fast',
    detail: 'Wait a little.',
    field: '/name',
    status: 429,
    retryAfterSeconds: 3,
  });
});
it('never shows a body that is no problem document', async () => {
  for (const body of ['<h1>proxy says no</h1>', '[1]', 'null', '{"detail":{"a":1}}']) {
    const e = await problemOf(answer(502, body, { 'content-type': 'application/json' }));
    expect(e).toMatchObject({ code: 'unavailable', detail: 'The server answered 502. Try again in a moment.' });
  }
});
it('takes Retry-After in seconds only', () => {
  expect(['3', ' 12 ', 'Wed, 21 Oct 2026 07:28:00 GMT', '-1', null].map(retryAfterOf)).toEqual([
    3,
    12,
    undefined,
    undefined,
    undefined,
  ]);
});
it('encodes what is put into paths and queries, and leaves out what is not set', () => {
  expect(path('/incidents/{id}/log', { id: '../a b' })).toBe('/incidents/..%2Fa%20b/log');
  expect(urlOf('/findings', { rule: 'a&b', cursor: undefined, source: '', limit: 5 })).toBe(
    '/api/v1/findings?rule=a%26b&limit=5',
  );
});
