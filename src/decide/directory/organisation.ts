import type { OrganisationView } from '../../contracts/sign-in.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, type Result } from '../../kit/result.ts';
import type { GateDeps } from '../deps.ts';

const later = () => Promise.resolve(err(failure('unavailable', 'not here yet')));

export const organisation = (
  _deps: GateDeps,
  _req: { readonly caller: unknown },
): Promise<Result<OrganisationView, Failure>> => later();
export const updateOrganisation = (
  _deps: GateDeps,
  _req: { readonly caller: unknown; readonly body: unknown },
): Promise<Result<OrganisationView, Failure>> => later();
