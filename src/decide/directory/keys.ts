import type { ApiKeyView } from '../../contracts/sign-in.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, type Result } from '../../kit/result.ts';
import type { GateDeps } from '../deps.ts';

const later = () => Promise.resolve(err(failure('unavailable', 'not here yet')));

export const listApiKeys = (
  _deps: GateDeps,
  _req: { readonly caller: unknown },
): Promise<Result<{ keys: ApiKeyView[] }, Failure>> => later();
