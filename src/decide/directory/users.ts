import type { UserView } from '../../contracts/sign-in.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, type Result } from '../../kit/result.ts';
import type { GateDeps } from '../deps.ts';

const later = () => Promise.resolve(err(failure('unavailable', 'not here yet')));

export const listUsers = (
  _deps: GateDeps,
  _req: { readonly caller: unknown },
): Promise<Result<{ users: UserView[] }, Failure>> => later();
export const updateUser = (
  _deps: GateDeps,
  _req: { readonly caller: unknown; readonly id: unknown; readonly body: unknown },
): Promise<Result<UserView, Failure>> => later();
