import type { DirectoryApi } from '../../contracts/rpc.ts';
import { failure } from '../../kit/errors.ts';
import { err } from '../../kit/result.ts';
import type { GateDeps } from '../deps.ts';

const later = () => Promise.resolve(err(failure('unavailable', 'not here yet')));

export const listAccounts = (
  _deps: GateDeps,
  _req: { readonly caller: unknown },
): ReturnType<DirectoryApi['accounts']> => later();
