import { failure, type Failure } from '../../kit/errors.ts';
import { err, type Result } from '../../kit/result.ts';
import type { GateDeps } from '../deps.ts';

const later = () => Promise.resolve(err(failure('unavailable', 'not here yet')));

export const signInMethods = (
  _deps: GateDeps,
  _req: unknown,
): Promise<Result<{ oidc: { id: string; name: string }[]; access: boolean }, Failure>> => later();
