import { isoCBOR } from '@simplewebauthn/server/helpers';
import { concatBytes, fromBase64, toBase64Url, utf8 } from '../../../src/kit/bytes.ts';
import { keyIdOf, randomBytes, sha256 } from '../../../src/kit/crypto.ts';
import { toHex } from '../../../src/kit/bytes.ts';
import { challengeFor } from '../../../src/decide/sign-in/webauthn.ts';
import type { Assertion } from '../../../src/contracts/sign-in.ts';

export const ORIGIN = 'https://vedette.test';

/** What may be wrong with an answer. */
export interface Faults {
  readonly origin?: string;
  readonly rpId?: string;
  readonly userVerified?: boolean;
  readonly userPresent?: boolean;
  readonly crossOrigin?: boolean;
  readonly challenge?: string;
  readonly type?: string;
  readonly counter?: number;
  readonly userHandle?: string | null;
  readonly credential?: string;
}

const FLAG_UP = 0x01;
const FLAG_UV = 0x04;
const FLAG_BE = 0x08;
const FLAG_AT = 0x40;

const uint32 = (n: number) => new Uint8Array([n >>> 24, n >>> 16, n >>> 8, n]);

/** DER of an ECDSA signature that WebCrypto answers raw: what authenticators send (WebAuthn L3 §6.5.5). */
function derOf(raw: Uint8Array): Uint8Array {
  const integer = (bytes: Uint8Array) => {
    let i = 0;
    while (i < bytes.length - 1 && bytes[i] === 0) i++;
    const body = bytes[i]! >= 0x80 ? concatBytes([new Uint8Array([0]), bytes.subarray(i)]) : bytes.subarray(i);
    return concatBytes([new Uint8Array([0x02, body.length]), body]);
  };
  const body = concatBytes([integer(raw.subarray(0, 32)), integer(raw.subarray(32))]);
  return concatBytes([new Uint8Array([0x30, body.length]), body]);
}

type Algorithm = 'ES256' | 'EdDSA';

/** A passkey in software: P-256 or Ed25519, verifying its person, for one site. `counting`: its counter goes up by one a use. */
export class SoftPasskey {
  readonly id = toBase64Url(randomBytes(16));
  readonly #pair: CryptoKeyPair;
  readonly #algorithm: Algorithm;
  counter: number;
  readonly #counting: boolean;
  userHandle: string | null = null;

  private constructor(pair: CryptoKeyPair, algorithm: Algorithm, counting: boolean) {
    this.#pair = pair;
    this.#algorithm = algorithm;
    this.#counting = counting;
    this.counter = counting ? 1 : 0;
  }

  static async make(more: { algorithm?: Algorithm; counting?: boolean } = {}): Promise<SoftPasskey> {
    const algorithm = more.algorithm ?? 'ES256';
    const parameters = algorithm === 'ES256' ? { name: 'ECDSA', namedCurve: 'P-256' } : { name: 'Ed25519' };
    const pair = (await crypto.subtle.generateKey(parameters, true, ['sign', 'verify'])) as CryptoKeyPair;
    return new SoftPasskey(pair, algorithm, more.counting ?? false);
  }

  /** As approver keys name it. */
  get keyId(): string {
    return keyIdOf(toHex(fromBase64(this.id)!));
  }

  async #cose(): Promise<Uint8Array> {
    const jwk = (await crypto.subtle.exportKey('jwk', this.#pair.publicKey)) as { x: string; y?: string };
    const key = new Map<number, number | Uint8Array>(
      this.#algorithm === 'ES256'
        ? [
            [1, 2],
            [3, -7],
            [-1, 1],
            [-2, fromBase64(jwk.x)!],
            [-3, fromBase64(jwk.y!)!],
          ]
        : [
            [1, 1],
            [3, -8],
            [-1, 6],
            [-2, fromBase64(jwk.x)!],
          ],
    );
    return isoCBOR.encode(key);
  }

  #clientData(type: string, challenge: string, f: Faults): Uint8Array {
    return utf8(
      JSON.stringify({
        type: f.type ?? type,
        challenge: f.challenge ?? challenge,
        origin: f.origin ?? ORIGIN,
        crossOrigin: f.crossOrigin ?? false,
      }),
    );
  }

  #head(flags: number, f: Faults): Uint8Array {
    const verified = f.userVerified === false ? 0 : FLAG_UV;
    const present = f.userPresent === false ? 0 : FLAG_UP;
    return concatBytes([
      sha256(f.rpId ?? new URL(ORIGIN).hostname),
      new Uint8Array([flags | present | verified | FLAG_BE]),
      uint32(f.counter ?? this.counter),
    ]);
  }

  /** Answers the options of an enrolment, as `PublicKeyCredential.toJSON()` writes it. */
  async register(options: unknown, f: Faults & { fmt?: string; attStmt?: Map<string, unknown> } = {}) {
    const asked = options as { challenge: string; user: { id: string } };
    this.userHandle = asked.user.id;
    const id = fromBase64(this.id)!;
    const authData = concatBytes([
      this.#head(FLAG_AT, f),
      new Uint8Array(16),
      new Uint8Array([id.length >> 8, id.length & 0xff]),
      id,
      await this.#cose(),
    ]);
    const attestation = new Map<string, unknown>([
      ['fmt', f.fmt ?? 'none'],
      ['attStmt', f.attStmt ?? new Map()],
      ['authData', authData],
    ]);
    const clientData = this.#clientData('webauthn.create', asked.challenge, f);
    return {
      id: f.credential ?? this.id,
      rawId: f.credential ?? this.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: toBase64Url(clientData),
        attestationObject: toBase64Url(isoCBOR.encode(attestation as never)),
        transports: ['internal'],
      },
    };
  }

  async #assert(challenge: string, f: Faults): Promise<Assertion> {
    if (this.#counting) this.counter += 1;
    const authenticatorData = this.#head(0, f);
    const clientData = this.#clientData('webauthn.get', challenge, f);
    const signed = concatBytes([authenticatorData, sha256(clientData)]);
    const parameters = this.#algorithm === 'ES256' ? { name: 'ECDSA', hash: 'SHA-256' } : { name: 'Ed25519' };
    const raw = new Uint8Array(await crypto.subtle.sign(parameters, this.#pair.privateKey, signed));
    return {
      credential: f.credential ?? this.id,
      authenticatorData: toBase64Url(authenticatorData),
      clientDataJson: toBase64Url(clientData),
      signature: toBase64Url(this.#algorithm === 'ES256' ? derOf(raw) : raw),
    };
  }

  /** Answers the options of a sign-in or second factor. */
  async answer(options: unknown, f: Faults = {}) {
    const a = await this.#assert((options as { challenge: string }).challenge, f);
    return {
      id: a.credential,
      rawId: a.credential,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: a.clientDataJson,
        authenticatorData: a.authenticatorData,
        signature: a.signature,
        userHandle: f.userHandle === undefined ? this.userHandle : f.userHandle,
      },
    };
  }

  /** An assertion over a message: an approval's or a vouch's. */
  sign(message: string, f: Faults = {}): Promise<Assertion> {
    return this.#assert(challengeFor(message), f);
  }
}
