import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';

/** Origins of the setting CONSOLE_ORIGINS (comma between), as browsers write them; what is no http(s) URL is left out. */
export function readOrigins(text: string | undefined): string[] {
  const origins: string[] = [];
  for (const part of (text ?? '').split(',')) {
    const url = URL.parse(part.trim());
    if (url && (url.protocol === 'https:' || url.protocol === 'http:')) origins.push(url.origin);
  }
  return [...new Set(origins)];
}

/** A relying party of WebAuthn: its id is the host of the origin (WebAuthn L3 §5.1.2). */
export interface RelyingParty {
  readonly origin: string;
  readonly rpId: string;
}

/** The relying party at an origin that a request came to. Errors: `forbidden` where the gate does not know the origin. */
export function relyingPartyAt(origins: readonly string[], origin: string): Result<RelyingParty, Failure> {
  if (!origins.includes(origin))
    return err(
      failure(
        'forbidden',
        'the gate does not know this address of the console: add it to CONSOLE_ORIGINS of the gate',
        {
          field: '/origin',
        },
      ),
    );
  return ok({ origin, rpId: new URL(origin).hostname });
}
