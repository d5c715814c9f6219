import { failure, type Failure } from '../kit/errors.ts';
import { err, ok, type Result } from '../kit/result.ts';
import type { Source } from './source.ts';

export interface Media {
  /** The media type alone, lower case. */
  readonly contentType: string;
  readonly encoding?: 'gzip';
}

const CHARSET = /;\s*charset\s*=\s*"?([^";\s]*)/i;

/** What the body is said to be, if the source takes that; `unsupported_media` otherwise. */
export function readMedia(headers: Headers, source: Source): Result<Media, Failure> {
  const said = headers.get('content-type') ?? '';
  const contentType = (said.split(';', 1)[0] ?? '').trim().toLowerCase();
  if (!source.contentTypes.includes(contentType))
    return err(
      failure('unsupported_media', `content-type must be ${source.contentTypes.filter((t) => t !== '').join(' or ')}`),
    );
  const charset = CHARSET.exec(said)?.[1]?.toLowerCase();
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')
    return err(failure('unsupported_media', 'the charset must be utf-8'));
  const encoding = (headers.get('content-encoding') ?? '').trim().toLowerCase();
  if (encoding === 'gzip') return ok({ contentType, encoding });
  return encoding === '' || encoding === 'identity'
    ? ok({ contentType })
    : err(failure('unsupported_media', 'content-encoding must be gzip or absent'));
}
