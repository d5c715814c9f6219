import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ApiError } from '../api-error.ts';
import type { SignedRequest } from '../sigv4.ts';

const hashed = (algorithm: string) => (body: string) => createHash(algorithm).update(body).digest('base64');

function crc(body: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString('base64');
}

/** Header → what it must say of a body. Those of other algorithms count as said, and are not checked. */
const CHECKED: Readonly<Record<string, (body: string) => string>> = {
  'content-md5': hashed('md5'),
  'x-amz-checksum-crc32': crc,
  'x-amz-checksum-sha1': hashed('sha1'),
  'x-amz-checksum-sha256': hashed('sha256'),
};

/**
 * Configurations must come to S3 with a checksum, and it must be theirs. Throws InvalidRequest or BadDigest.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
export function checkChecksum({ headers, body }: SignedRequest): void {
  const given = [...headers].filter(
    ([name]) => name === 'content-md5' || /^x-amz-checksum-(crc|sha)[0-9a-z]+$/.test(name),
  );
  if (given.length === 0)
    throw new ApiError(
      'InvalidRequest',
      'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
      400,
    );
  for (const [name, value] of given)
    if (Object.hasOwn(CHECKED, name) && CHECKED[name]!(body) !== value)
      throw new ApiError('BadDigest', 'The checksum you specified did not match what we received.', 400);
}
