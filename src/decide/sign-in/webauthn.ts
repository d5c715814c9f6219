import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { decodeAttestationObject, decodeClientDataJSON, isoBase64URL } from '@simplewebauthn/server/helpers';
import * as z from 'zod';
import { Assertion } from '../../contracts/sign-in.ts';
import { fromBase64, toBase64Url } from '../../kit/bytes.ts';
import { sha256 } from '../../kit/crypto.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';

/** ES256, EdDSA, RS256 (IANA COSE algorithms): what today's authenticators make. */
export const ALGORITHMS = [-7, -8, -257];

const Text = Assertion.shape.clientDataJson;

/** `PublicKeyCredential.toJSON()` of an assertion (WebAuthn L3 §5.1). */
export const AssertionResponse = z.object({
  id: Assertion.shape.credential,
  response: z.object({
    clientDataJSON: Text,
    authenticatorData: Assertion.shape.authenticatorData,
    signature: Assertion.shape.signature,
    userHandle: z.string().max(200).nullish(),
  }),
});
export type AssertionResponse = z.infer<typeof AssertionResponse>;

/** The same of a registration. An attestation is never asked for, so that it stays small. */
export const RegistrationResponse = z.object({
  id: Assertion.shape.credential,
  response: z.object({
    clientDataJSON: Text,
    attestationObject: z.string().max(16_000),
    transports: z.array(z.string().max(20)).max(8).optional(),
  }),
});
export type RegistrationResponse = z.infer<typeof RegistrationResponse>;

export const assertionOf = (r: AssertionResponse): Assertion => ({
  credential: r.id,
  authenticatorData: r.response.authenticatorData,
  clientDataJson: r.response.clientDataJSON,
  signature: r.response.signature,
});

/** The challenge under which a passkey signs a message: its SHA-256, base64url. */
export const challengeFor = (message: string): string => toBase64Url(sha256(message));

/** RP id of an origin: its host (WebAuthn L3 §5.1.2). */
const rpIdOf = (origin: string): string => new URL(origin).hostname;

/** What is wrong with the client data, in words that do not repeat them; the library looks again after. */
function clientDataFault(clientDataJson: string, challenge: string, origins: readonly string[]): string | undefined {
  const data = decodeClientDataJSON(clientDataJson);
  if (data.challenge !== challenge) return 'the passkey answered something else than it was asked';
  if (!origins.includes(data.origin)) return 'the passkey was used at an address that is not among CONSOLE_ORIGINS';
  // A frame on somebody else's page: what the person saw there is not known.
  if (data.crossOrigin === true) return 'the passkey was used in a frame of another site';
  return undefined;
}

const refused = (detail: string): Result<never, Failure> => err(failure('forbidden', detail));
/** The library tells every fault by throwing, with the input in its words: they go no further. */
const NOT_VERIFIED = 'the passkey was not verified: it must be yours, for this site, and ask for PIN, finger or face';

/**
 * Verifies an assertion (WebAuthn L3 §7.2) over a challenge, at one of the origins and for that origin's host, with the person
 * verified, under a COSE key (base64url). Looks at no counter: answers it, for who keeps one. Errors: `forbidden`.
 */
export async function verifyAssertion(a: {
  readonly assertion: Assertion;
  readonly challenge: string;
  readonly origins: readonly string[];
  readonly publicKey: string;
}): Promise<Result<{ counter: number; backedUp: boolean }, Failure>> {
  const { assertion, challenge, origins } = a;
  const publicKey = fromBase64(a.publicKey);
  if (!publicKey || origins.length === 0) return refused(NOT_VERIFIED);
  try {
    const fault = clientDataFault(assertion.clientDataJson, challenge, origins);
    if (fault !== undefined) return refused(fault);
    const { verified, authenticationInfo: info } = await verifyAuthenticationResponse({
      response: {
        id: assertion.credential,
        rawId: assertion.credential,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: assertion.clientDataJson,
          authenticatorData: assertion.authenticatorData,
          signature: assertion.signature,
        },
      },
      expectedChallenge: challenge,
      expectedOrigin: [...origins],
      expectedRPID: origins.map(rpIdOf),
      // 0: the library looks at the counter before the signature, so that anybody could make it speak of a copy. We look after.
      credential: { id: assertion.credential, publicKey, counter: 0 },
      requireUserVerification: true,
    });
    if (!verified || !info.userVerified || info.rpID !== rpIdOf(info.origin)) return refused(NOT_VERIFIED);
    return ok({ counter: info.newCounter, backedUp: info.credentialBackedUp });
  } catch {
    return refused(NOT_VERIFIED);
  }
}

export interface NewPasskey {
  readonly credential: string;
  /** COSE key, base64url */
  readonly publicKey: string;
  readonly counter: number;
  readonly backedUp: boolean;
  readonly transports: readonly string[];
}

/** Verifies a registration (WebAuthn L3 §7.1) at one origin, with the person verified. Errors: `forbidden`. */
export async function verifyRegistration(r: {
  readonly response: RegistrationResponse;
  readonly challenge: string;
  readonly origin: string;
}): Promise<Result<NewPasskey, Failure>> {
  const { response, challenge, origin } = r;
  try {
    const fault = clientDataFault(response.response.clientDataJSON, challenge, [origin]);
    if (fault !== undefined) return refused(fault);
    const attestation = decodeAttestationObject(isoBase64URL.toBuffer(response.response.attestationObject));
    // Certificates were not asked for, and checking them would make the gate fetch addresses out of them.
    if (attestation.get('attStmt').get('x5c') !== undefined || !['none', 'packed'].includes(attestation.get('fmt')))
      return refused('the passkey brought an attestation that nobody asked for: enrol it with attestation "none"');
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: {
        id: response.id,
        rawId: response.id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: response.response.clientDataJSON,
          attestationObject: response.response.attestationObject,
        },
      },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpIdOf(origin),
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    if (!verified || !registrationInfo.userVerified || registrationInfo.credential.id !== response.id)
      return refused(NOT_VERIFIED);
    const { credential, credentialBackedUp } = registrationInfo;
    return ok({
      credential: credential.id,
      publicKey: toBase64Url(credential.publicKey),
      counter: credential.counter,
      backedUp: credentialBackedUp,
      transports: response.response.transports ?? [],
    });
  } catch {
    return refused(NOT_VERIFIED);
  }
}
