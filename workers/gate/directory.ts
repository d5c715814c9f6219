import { WorkerEntrypoint } from 'cloudflare:workers';
import type { DirectoryApi } from '../../src/contracts/rpc.ts';
import { listAccounts } from '../../src/decide/directory/accounts.ts';
import { listApproverKeys, revokeApproverKey, vouch } from '../../src/decide/directory/approver-keys.ts';
import { listApiKeys } from '../../src/decide/directory/keys.ts';
import { createSignInLink } from '../../src/decide/directory/links.ts';
import { organisation, updateOrganisation } from '../../src/decide/directory/organisation.ts';
import {
  addOidcProvider,
  identityProviders,
  putAccess,
  removeAccess,
  removeOidcProvider,
} from '../../src/decide/directory/providers.ts';
import { listUsers, updateUser } from '../../src/decide/directory/users.ts';
import { gateDeps } from './deps.ts';
import type { Env, Req } from './env.ts';

/** People, keys, organisation and ways to sign in. Every method looks its caller and that caller's role up again. */
export class Directory extends WorkerEntrypoint<Env> implements DirectoryApi {
  users(req: Req<DirectoryApi, 'users'>) {
    return listUsers(gateDeps(this.env), req);
  }
  updateUser(req: Req<DirectoryApi, 'updateUser'>) {
    return updateUser(gateDeps(this.env), req);
  }
  apiKeys(req: Req<DirectoryApi, 'apiKeys'>) {
    return listApiKeys(gateDeps(this.env), req);
  }
  approverKeys(req: Req<DirectoryApi, 'approverKeys'>) {
    return listApproverKeys(gateDeps(this.env), req);
  }
  vouch(req: Req<DirectoryApi, 'vouch'>) {
    return vouch(gateDeps(this.env), req);
  }
  revokeApproverKey(req: Req<DirectoryApi, 'revokeApproverKey'>) {
    return revokeApproverKey(gateDeps(this.env), req);
  }
  createSignInLink(req: Req<DirectoryApi, 'createSignInLink'>) {
    return createSignInLink(gateDeps(this.env), req);
  }
  organisation(req: Req<DirectoryApi, 'organisation'>) {
    return organisation(gateDeps(this.env), req);
  }
  updateOrganisation(req: Req<DirectoryApi, 'updateOrganisation'>) {
    return updateOrganisation(gateDeps(this.env), req);
  }
  accounts(req: Req<DirectoryApi, 'accounts'>) {
    return listAccounts(gateDeps(this.env), req);
  }
  identityProviders(req: Req<DirectoryApi, 'identityProviders'>) {
    return identityProviders(gateDeps(this.env), req);
  }
  addOidcProvider(req: Req<DirectoryApi, 'addOidcProvider'>) {
    return addOidcProvider(gateDeps(this.env), req);
  }
  removeOidcProvider(req: Req<DirectoryApi, 'removeOidcProvider'>) {
    return removeOidcProvider(gateDeps(this.env), req);
  }
  putAccess(req: Req<DirectoryApi, 'putAccess'>) {
    return putAccess(gateDeps(this.env), req);
  }
  removeAccess(req: Req<DirectoryApi, 'removeAccess'>) {
    return removeAccess(gateDeps(this.env), req);
  }
}
