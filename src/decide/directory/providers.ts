import type { DirectoryApi } from '../../contracts/rpc.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, type Result } from '../../kit/result.ts';
import type { GateDeps } from '../deps.ts';

const later = () => Promise.resolve(err(failure('unavailable', 'not here yet')));

export const identityProviders = (
  _deps: GateDeps,
  _req: { readonly caller: unknown },
): ReturnType<DirectoryApi['identityProviders']> => later();
export const addOidcProvider = (
  _deps: GateDeps,
  _req: { readonly caller: unknown; readonly body: unknown },
): Promise<Result<{ id: string }, Failure>> => later();
export const removeOidcProvider = (
  _deps: GateDeps,
  _req: { readonly caller: unknown; readonly id: unknown },
): Promise<Result<{ id: string }, Failure>> => later();
export const putAccess = (
  _deps: GateDeps,
  _req: { readonly caller: unknown; readonly body: unknown },
): Promise<Result<{ teamDomain: string }, Failure>> => later();
export const removeAccess = (
  _deps: GateDeps,
  _req: { readonly caller: unknown },
): Promise<Result<{ removed: true }, Failure>> => later();
