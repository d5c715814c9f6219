import { fromBase64 } from '../kit/bytes.ts';

/** Longest header that is looked at. */
const HEADER_MAX_CHARS = 1_024;

/**
 * The token of an `authorization` header with this scheme (RFC 9110 §11.4), in whatever case; undefined if there is none. Some
 * senders take headers from the environment, where the space must be encoded, and do not decode it:
 * https://github.com/open-telemetry/opentelemetry-dotnet/issues/5315
 */
export function tokenOf(headers: Headers, scheme: 'Bearer' | 'Splunk'): string | undefined {
  const value = headers.get('authorization') ?? '';
  if (value.length > HEADER_MAX_CHARS || value.slice(0, scheme.length).toLowerCase() !== scheme.toLowerCase())
    return undefined;
  const rest = value.slice(scheme.length).replace(/^%20/, ' ');
  return rest.startsWith(' ') ? rest.trim() || undefined : undefined;
}

/** The password of an `authorization: Basic` header (RFC 7617); undefined if there is none. */
export function passwordOf(headers: Headers): string | undefined {
  const value = headers.get('authorization') ?? '';
  if (value.length > HEADER_MAX_CHARS || value.slice(0, 6).toLowerCase() !== 'basic ') return undefined;
  const bytes = fromBase64(value.slice(6).trim());
  const pair = bytes === undefined ? '' : new TextDecoder().decode(bytes);
  const colon = pair.indexOf(':');
  return colon === -1 ? undefined : pair.slice(colon + 1) || undefined;
}
