import { expect, it } from 'vitest';
import { momentOf } from './moment.ts';

const RECEIVED = Date.UTC(2026, 0, 10, 12);
const iso = (ms: number) => new Date(ms).toISOString();
const WEEK_MS = 7 * 24 * 3_600_000;
const of = (event: string, action: string, payload: object) =>
  momentOf({ webhook: { event, action, received_at: RECEIVED }, payload });

it('what says only when it began tells nothing of what became of it later', () => {
  const personal_access_token_request = { id: 1, created_at: iso(RECEIVED - WEEK_MS) };
  expect(of('personal_access_token_request', 'created', { personal_access_token_request })).toBe(RECEIVED - WEEK_MS);
  expect(of('personal_access_token_request', 'approved', { personal_access_token_request })).toBe(RECEIVED);
});

it('what says when it was last touched tells when it happened, however late the delivery is', () => {
  const alert = { created_at: iso(RECEIVED - WEEK_MS), updated_at: iso(RECEIVED - 60_000) };
  expect(of('secret_scanning_alert', 'resolved', { alert })).toBe(RECEIVED - 60_000);
});
