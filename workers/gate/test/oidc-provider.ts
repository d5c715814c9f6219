import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWK } from 'jose';
import { vi } from 'vitest';
import { toBase64Url, utf8 } from '../../../src/kit/bytes.ts';
import { sha256 } from '../../../src/kit/crypto.ts';

/** What a provider may get wrong, or an attacker make of it. */
export interface Faults {
  /** Claims of the ID token, over the right ones; `undefined` leaves one out. */
  claims?: Record<string, unknown>;
  alg?: 'none' | 'HS256';
  /** Signs with a key that it does not publish, under the id of one that it does. */
  foreignKey?: boolean;
  document?: Record<string, unknown>;
  tokenAnswer?: () => Response;
  documentAnswer?: () => Response;
}

interface Asked {
  readonly challenge: string;
  readonly nonce: string;
  readonly redirectUri: string;
}

const json = (body: unknown, status = 200): Response => Response.json(body, { status });

/** An OpenID Connect provider behind `fetch`: discovery, keys and the token endpoint, which checks what a real one checks. */
export class TestProvider {
  readonly issuer = `https://${crypto.randomUUID()}.idp.test`;
  readonly clientId = 'vedette';
  readonly clientSecret = 'client secret: 100%';
  email = 'grace@example.com';
  faults: Faults = {};
  readonly requests: string[] = [];
  private readonly codes = new Map<string, Asked>();
  private readonly keys: { published: CryptoKey; foreign: CryptoKey; jwk: JWK };
  private constructor(keys: { published: CryptoKey; foreign: CryptoKey; jwk: JWK }) {
    this.keys = keys;
  }

  static async start(): Promise<TestProvider> {
    const [published, foreign] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
    const jwk = { ...(await exportJWK(published.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
    const provider = new TestProvider({ published: published.privateKey, foreign: foreign.privateKey, jwk });
    vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => provider.answer(new Request(input, init)));
    return provider;
  }

  /** What the person does at the authorization endpoint; answers where the browser is sent back to. */
  authorize(redirect: string, more: Record<string, string> = {}): string {
    const asked = new URL(redirect);
    const of = (name: string): string => asked.searchParams.get(name) ?? '';
    if (of('response_type') !== 'code' || of('client_id') !== this.clientId || of('code_challenge_method') !== 'S256')
      throw new Error(`not an authorization request: ${redirect}`);
    const code = crypto.randomUUID();
    this.codes.set(code, { challenge: of('code_challenge'), nonce: of('nonce'), redirectUri: of('redirect_uri') });
    const back = new URL(of('redirect_uri'));
    for (const [k, v] of Object.entries({ code, state: of('state'), ...more })) back.searchParams.set(k, v);
    return back.href;
  }

  private async answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    this.requests.push(url.pathname);
    if (url.origin !== this.issuer) return new Response('no such host', { status: 502 });
    if (url.pathname === '/.well-known/openid-configuration') return this.faults.documentAnswer?.() ?? this.document();
    if (url.pathname === '/keys') return json({ keys: [this.keys.jwk] });
    if (url.pathname === '/token') return this.faults.tokenAnswer?.() ?? this.token(request);
    return new Response(null, { status: 404 });
  }

  private document(): Response {
    return json({
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      ...this.faults.document,
    });
  }

  private async token(request: Request): Promise<Response> {
    const form = new URLSearchParams(new TextDecoder().decode(await request.arrayBuffer()));
    // RFC 6749 §2.3.1: both parts are form-encoded before they are joined.
    const encode = (text: string): string => new URLSearchParams({ v: text }).toString().slice(2);
    const basic = `Basic ${btoa(`${encode(this.clientId)}:${encode(this.clientSecret)}`)}`;
    if (request.headers.get('authorization') !== basic) return json({ error: 'invalid_client' }, 401);
    const code = form.get('code') ?? '';
    const asked = this.codes.get(code);
    this.codes.delete(code);
    const challenge = toBase64Url(sha256(utf8(form.get('code_verifier') ?? '')));
    if (!asked || challenge !== asked.challenge || form.get('redirect_uri') !== asked.redirectUri)
      return json({ error: 'invalid_grant' }, 400);
    return json({ access_token: 'at', token_type: 'Bearer', id_token: await this.idToken(asked.nonce) });
  }

  private idToken(nonce: string): Promise<string> | string {
    const now = Math.floor(Date.now() / 1000);
    const right = {
      iss: this.issuer,
      aud: this.clientId,
      sub: 'subject-1',
      iat: now,
      exp: now + 300,
      nonce,
      email: this.email,
      email_verified: true,
      name: 'Grace\n Hopper',
    };
    const claims: Record<string, unknown> = JSON.parse(JSON.stringify({ ...right, ...this.faults.claims })) as never;
    if (this.faults.alg === 'none') return new UnsecuredJWT(claims).encode();
    if (this.faults.alg === 'HS256')
      return new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(utf8(this.clientSecret));
    const key = this.faults.foreignKey === true ? this.keys.foreign : this.keys.published;
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(key);
  }
}
