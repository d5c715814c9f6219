import { parsePolicy } from '../policy/document.ts';

/** Keys that bind a grant to somebody: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
const BINDING = new Set([
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourcearn',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceowner',
  'aws:sourceaccount',
  'aws:userid',
  'aws:principalaccount',
  'aws:sourceip',
  's3:dataaccesspointarn',
  's3:dataaccesspointaccount',
]);

/** Whether a bucket's policy lets everybody in: an allow for anyone that no condition binds to fixed values. */
export const isPublic = (policy: string): boolean =>
  parsePolicy(policy, 'resource').some(
    (s) =>
      s.effect === 'Allow' &&
      s.principals.some((p) => p === '*') &&
      !Object.values(s.conditions).some((keys) =>
        Object.entries(keys).some(
          ([key, values]) => BINDING.has(key) && values.every((v) => !/[*?]|^0\.0\.0\.0/.test(v)),
        ),
      ),
  );
