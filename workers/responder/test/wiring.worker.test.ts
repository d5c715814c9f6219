import { afterEach, describe, expect, it, vi } from 'vitest';
import { custody, specFor } from './world.ts';

afterEach(() => vi.restoreAllMocks());

describe('the way to AWS', () => {
  it('goes signed, with the gate’s credentials, to the endpoint that is set; a refusal by AWS is the preview’s', async () => {
    const seen: { url: string; authorization: string }[] = [];
    vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
      const request = new Request(input, init);
      seen.push({ url: request.url, authorization: request.headers.get('authorization') ?? '' });
      const body =
        '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>';
      return Promise.resolve(new Response(body, { status: 403 }));
    });
    const spec = specFor('wired');
    const answer = await custody().preview({
      v: 1,
      org: 'org_test',
      incident: 'inc_1',
      specs: [{ opId: 'op_a', spec }],
    });
    expect(answer).toMatchObject({
      ok: true,
      value: { previews: [{ opId: 'op_a', result: { ok: false, error: { code: 'forbidden' } } }] },
    });
    expect(new URL(seen[0]!.url).origin).toBe('http://127.0.0.1:9239');
    expect(seen[0]!.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=preview\//);
  });
});
