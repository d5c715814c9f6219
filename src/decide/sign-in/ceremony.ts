import * as z from 'zod';
import { toBase64Url } from '../../kit/bytes.ts';
import { randomBytes } from '../../kit/crypto.ts';
import { newId } from '../../kit/ids.ts';
import type { GateDeps } from '../deps.ts';
import { CEREMONY_MS } from './limits.ts';

/** What a WebAuthn ceremony remembers: the challenge (base64url), and where it was asked for. */
const Body = z.object({ challenge: z.string(), origin: z.string() });
export type WebAuthnCeremony = z.infer<typeof Body>;

/** 256 bits; WebAuthn L3 §13.4.3 asks for 128 at least. */
const CHALLENGE_BYTES = 32;

/**
 * Begins a WebAuthn ceremony: a fresh challenge, kept for minutes, good once, for one purpose, and for one person where it is
 * known who it is.
 */
export async function beginCeremony(
  deps: Pick<GateDeps, 'store' | 'now'>,
  c: {
    readonly purpose: 'sign_in' | 'enrol' | 'second_factor';
    readonly origin: string;
    readonly who: { readonly org: string; readonly user: string } | null;
  },
): Promise<{ ceremony: string; challenge: Uint8Array<ArrayBuffer> }> {
  const now = deps.now();
  const challenge = randomBytes(CHALLENGE_BYTES);
  const id = newId('cer', now);
  const body: WebAuthnCeremony = { challenge: toBase64Url(challenge), origin: c.origin };
  await deps.store.commit([
    deps.store.ceremonies.sweep(now),
    deps.store.ceremonies.create(c.who?.org ?? null, {
      id,
      user: c.who?.user ?? null,
      purpose: c.purpose,
      body: JSON.stringify(body),
      expiresAt: now + CEREMONY_MS,
    }),
  ]);
  return { ceremony: id, challenge };
}

/** Spends a ceremony; `undefined` if there is none that is good for this purpose, person and origin. */
export async function takeCeremony(
  deps: Pick<GateDeps, 'store' | 'now'>,
  c: {
    readonly id: string;
    readonly purpose: 'sign_in' | 'enrol' | 'second_factor';
    readonly origin: string;
    readonly who: { readonly org: string; readonly user: string } | null;
  },
): Promise<WebAuthnCeremony | undefined> {
  const now = deps.now();
  const row =
    c.who === null
      ? await deps.store.doors.takeCeremony(c.id, 'sign_in', now)
      : c.purpose === 'sign_in'
        ? undefined
        : await deps.store.ceremonies.take(c.who.org, { id: c.id, user: c.who.user, purpose: c.purpose, now });
  const body = row && Body.parse(JSON.parse(row.body));
  return body?.origin === c.origin ? body : undefined;
}

export const CEREMONY_OVER = 'this was begun too long ago, elsewhere, or used before: begin again';
