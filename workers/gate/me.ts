import { WorkerEntrypoint } from 'cloudflare:workers';
import type { MeApi } from '../../src/contracts/rpc.ts';
import { enrolPasskeyBegin, enrolPasskeyFinish } from '../../src/decide/me/enrol.ts';
import {
  oneTimeCode,
  oneTimeCodesBegin,
  oneTimeCodesConfirm,
  oneTimeCodesRemove,
} from '../../src/decide/me/one-time-codes.ts';
import { listPasskeys, revokePasskey } from '../../src/decide/me/passkeys.ts';
import { secondFactorBegin, secondFactorFinish } from '../../src/decide/me/second-factor.ts';
import { listSessions, revokeSession, signOut } from '../../src/decide/me/sessions.ts';
import { gateDeps } from './deps.ts';
import type { Env, Req } from './env.ts';

/** A person's own sessions, passkeys and one-time codes. Every method looks its caller up again. */
export class Me extends WorkerEntrypoint<Env> implements MeApi {
  sessions(req: Req<MeApi, 'sessions'>) {
    return listSessions(gateDeps(this.env), req);
  }
  revokeSession(req: Req<MeApi, 'revokeSession'>) {
    return revokeSession(gateDeps(this.env), req);
  }
  signOut(req: Req<MeApi, 'signOut'>) {
    return signOut(gateDeps(this.env), req);
  }
  passkeys(req: Req<MeApi, 'passkeys'>) {
    return listPasskeys(gateDeps(this.env), req);
  }
  enrolPasskeyBegin(req: Req<MeApi, 'enrolPasskeyBegin'>) {
    return enrolPasskeyBegin(gateDeps(this.env), req);
  }
  enrolPasskeyFinish(req: Req<MeApi, 'enrolPasskeyFinish'>) {
    return enrolPasskeyFinish(gateDeps(this.env), req);
  }
  revokePasskey(req: Req<MeApi, 'revokePasskey'>) {
    return revokePasskey(gateDeps(this.env), req);
  }
  secondFactorBegin(req: Req<MeApi, 'secondFactorBegin'>) {
    return secondFactorBegin(gateDeps(this.env), req);
  }
  secondFactorFinish(req: Req<MeApi, 'secondFactorFinish'>) {
    return secondFactorFinish(gateDeps(this.env), req);
  }
  oneTimeCode(req: Req<MeApi, 'oneTimeCode'>) {
    return oneTimeCode(gateDeps(this.env), req);
  }
  oneTimeCodesBegin(req: Req<MeApi, 'oneTimeCodesBegin'>) {
    return oneTimeCodesBegin(gateDeps(this.env), req);
  }
  oneTimeCodesConfirm(req: Req<MeApi, 'oneTimeCodesConfirm'>) {
    return oneTimeCodesConfirm(gateDeps(this.env), req);
  }
  oneTimeCodesRemove(req: Req<MeApi, 'oneTimeCodesRemove'>) {
    return oneTimeCodesRemove(gateDeps(this.env), req);
  }
}
