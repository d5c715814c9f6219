import { failure, type Failure } from '../kit/errors.ts';
import { err, ok, type Result } from '../kit/result.ts';
import type { Source } from './source.ts';

export interface Media {
  /** The media type alone, lower case. */
  readonly contentType: string;
  readonly encoding?: 'gzip';
}

const CHARSET = /;\s*charset\s*=\s*["']?([^"';\s]*)/i;
/** ASCII is UTF-8, and what some libraries say of any text. */
const UTF_8: readonly string[] = ['utf-8', 'utf8', 'us-ascii', 'ascii'];
/** What Java's HTTP clients say of any text, most of it ASCII; lines that are not are read as such. */
const LATIN_1: readonly string[] = ['iso-8859-1', 'latin1', 'windows-1252'];
/** Any type with this suffix is JSON (RFC 6839 §3.1), where a source lists it. */
const JSON_SUFFIX = '+json';
const NDJSON = 'application/x-ndjson';
/** Other names that senders have for JSON, for JSON documents a line, and for protobuf. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['application/ndjson', NDJSON],
  ['application/jsonl', NDJSON],
  ['application/jsonlines', NDJSON],
  ['application/json-lines', NDJSON],
  ['application/x-jsonlines', NDJSON],
  ['application/x-json-stream', NDJSON],
  ['text/json', 'application/json'],
  ['application/x-json', 'application/json'],
  ['application/protobuf', 'application/x-protobuf'],
  ['application/vnd.google.protobuf', 'application/x-protobuf'],
]);

/** Said twice, as Fluent Bit does where its configuration names one too, the last counts (Fetch, "extract a MIME type"). */
const saidType = (headers: Headers): string => (headers.get('content-type') ?? '').split(',').at(-1) ?? '';
const essenceOf = (said: string): string => (said.split(';', 1)[0] ?? '').trim().toLowerCase();

/** The media type of a request alone, lower case, by the name that its sender has for it. */
export const mediaTypeOf = (headers: Headers): string => essenceOf(saidType(headers));

/** What the body is said to be, if the source takes that; `unsupported_media` otherwise. */
export function readMedia(headers: Headers, source: Source): Result<Media, Failure> {
  const said = saidType(headers);
  const named = essenceOf(said);
  const contentType = source.contentTypes.includes(named) ? named : (ALIASES.get(named) ?? named);
  const isKindOfJson = contentType.endsWith(JSON_SUFFIX) && source.contentTypes.includes(JSON_SUFFIX);
  if (!source.contentTypes.includes(contentType) && !(isKindOfJson && /^[a-z]+\/[a-z0-9.+-]{1,100}$/.test(contentType)))
    return err(
      failure('unsupported_media', `content-type must be ${source.contentTypes.filter((t) => t !== '').join(' or ')}`),
    );
  const charset = CHARSET.exec(said)?.[1]?.toLowerCase();
  const known = contentType === 'text/plain' ? [...UTF_8, ...LATIN_1] : UTF_8;
  if (charset !== undefined && charset !== '' && !known.includes(charset))
    return err(failure('unsupported_media', 'the charset must be utf-8'));
  const encoding = (headers.get('content-encoding') ?? '').trim().toLowerCase();
  // "A recipient SHOULD consider `x-gzip` to be equivalent to `gzip`" (RFC 9110 §8.4.1.3).
  if (encoding === 'gzip' || encoding === 'x-gzip') return ok({ contentType, encoding: 'gzip' });
  return encoding === '' || encoding === 'identity'
    ? ok({ contentType })
    : err(failure('unsupported_media', 'content-encoding must be gzip or absent'));
}
