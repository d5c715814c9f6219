import type { IssuedSession } from '../../contracts/sign-in.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, type Result } from '../../kit/result.ts';
import type { GateDeps } from '../deps.ts';

const later = () => Promise.resolve(err(failure('unavailable', 'not here yet')));

export const oneTimeCode = (
  _deps: GateDeps,
  _req: { readonly caller: unknown; readonly code: unknown },
): Promise<Result<IssuedSession, Failure>> => later();
export const oneTimeCodesBegin = (
  _deps: GateDeps,
  _req: { readonly caller: unknown },
): Promise<Result<{ uri: string; secret: string }, Failure>> => later();
export const oneTimeCodesConfirm = (
  _deps: GateDeps,
  _req: { readonly caller: unknown; readonly code: unknown },
): Promise<Result<{ enabled: true }, Failure>> => later();
export const oneTimeCodesRemove = (
  _deps: GateDeps,
  _req: { readonly caller: unknown },
): Promise<Result<{ enabled: false }, Failure>> => later();
