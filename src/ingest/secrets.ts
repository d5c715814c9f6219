import type { SourceGrant } from '../contracts/access.ts';
import { equalInConstantTime } from '../kit/crypto.ts';
import { failure, type Failure } from '../kit/errors.ts';
import { err, ok, type Result } from '../kit/result.ts';

/** The one answer to a missing, wrong, unknown or disabled credential: a stranger learns nothing from it. */
export const DENIED: Failure = failure(
  'unauthenticated',
  'the source or its credential is missing or wrong; check the URL and the secret of the source',
);

/** No secret in use is longer; a longer one is not hashed. */
const KEY_MAX_LENGTH = 512;

/** Whether a key that was sent is one of the source's. All are compared, each in constant time. */
export function checkKey(sent: string | null | undefined, grant: SourceGrant): Result<undefined, Failure> {
  if (sent === null || sent === undefined || sent === '' || sent.length > KEY_MAX_LENGTH) return err(DENIED);
  let good = false;
  for (const secret of grant.secrets) good = equalInConstantTime(sent, secret) || good;
  return good ? ok(undefined) : err(DENIED);
}
