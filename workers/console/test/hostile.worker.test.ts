import { SELF } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';

const ORIGIN = 'https://console.test';
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  SELF.fetch(`${ORIGIN}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

describe('a stranger', () => {
  const from = { 'cf-connecting-ip': '192.0.2.7' };

  it('who nests an answer deeper than any authenticator does is told so, before it goes to another Worker', async () => {
    for (const depth of [20, 5_000, 15_000]) {
      const answer = await post(
        '/sign-in/passkey/finish',
        `{"ceremony":"cer_1","response":{"a":${nested(depth)}}}`,
        from,
      );
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: 'malformed', field: '/response' });
    }
  });

  it('may send no more than signing in takes', async () => {
    const body = JSON.stringify({ ceremony: 'cer_1', response: { id: 'a'.repeat(65_536) } });
    const answer = await post('/sign-in/passkey/finish', body, from);
    expect(answer.status).toBe(413);
    const streamed = await SELF.fetch(`${ORIGIN}/api/v1/sign-in/link`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...from },
      body: new Blob([`{"token":"${'a'.repeat(65_536)}"}`]).stream(),
    });
    expect(streamed.status).toBe(413);
  });

  it('is counted by the network that one subscriber has, not by each of its addresses', async () => {
    const ask = (address: string) =>
      SELF.fetch(`${ORIGIN}/api/v1/sign-in/methods`, { headers: { 'cf-connecting-ip': address } });
    const codes: number[] = [];
    for (let i = 1; i <= 61; i++) codes.push((await ask(`2001:db8:0:1:${i.toString(16)}::1`)).status);
    expect(codes.filter((s) => s === 429)).not.toHaveLength(0);
    expect((await ask('2001:db8:0:1::')).status).toBe(429);
    expect((await ask('2001:db8:0:2::1')).status).toBe(200);
  });
});

describe('who is signed in', () => {
  it('may send a list of indicators, and nothing else, of megabytes', async () => {
    const answer = await post('/findings', JSON.stringify({ title: 'a'.repeat(1_100_000) }), {
      authorization: 'Bearer vdt_analyst_org_a',
    });
    expect(answer.status).toBe(413);
    const line = `${JSON.stringify({ type: 'ip', value: '198.51.100.7' })}\n`;
    const indicators = await SELF.fetch(`${ORIGIN}/api/v1/indicators`, {
      method: 'PUT',
      headers: { authorization: 'Bearer vdt_admin_org_a', 'content-type': 'application/x-ndjson' },
      body: line + ' '.repeat(1_100_000),
    });
    expect(indicators.status).not.toBe(413);
  });
});
