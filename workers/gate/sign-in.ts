import { WorkerEntrypoint } from 'cloudflare:workers';
import type { SignInApi } from '../../src/contracts/rpc.ts';
import { accessSignIn } from '../../src/decide/sign-in/access.ts';
import { redeemLink } from '../../src/decide/sign-in/link.ts';
import { signInMethods } from '../../src/decide/sign-in/methods.ts';
import { oidcBegin, oidcFinish } from '../../src/decide/sign-in/oidc.ts';
import { passkeyBegin, passkeyFinish } from '../../src/decide/sign-in/passkey.ts';
import { gateDeps } from './deps.ts';
import type { Env, Req } from './env.ts';

/** How a browser becomes somebody: no method here has a caller yet. */
export class SignIn extends WorkerEntrypoint<Env> implements SignInApi {
  methods(req: Req<SignInApi, 'methods'>) {
    return signInMethods(gateDeps(this.env), req);
  }
  redeemLink(req: Req<SignInApi, 'redeemLink'>) {
    return redeemLink(gateDeps(this.env), req);
  }
  passkeyBegin(req: Req<SignInApi, 'passkeyBegin'>) {
    return passkeyBegin(gateDeps(this.env), req);
  }
  passkeyFinish(req: Req<SignInApi, 'passkeyFinish'>) {
    return passkeyFinish(gateDeps(this.env), req);
  }
  oidcBegin(req: Req<SignInApi, 'oidcBegin'>) {
    return oidcBegin(gateDeps(this.env), req);
  }
  oidcFinish(req: Req<SignInApi, 'oidcFinish'>) {
    return oidcFinish(gateDeps(this.env), req);
  }
  access(req: Req<SignInApi, 'access'>) {
    return accessSignIn(gateDeps(this.env), req);
  }
}
