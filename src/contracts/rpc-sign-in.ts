import type { Principal } from './access.ts';
import type { Rpc } from './rpc.ts';
import type { ClientInfo, IssuedSession, PasskeyView, SessionView } from './sign-in.ts';

/** gate.SignIn → console: how a browser becomes somebody. `origin` must be one that the gate knows (CONSOLE_ORIGINS). */
export interface SignInApi {
  methods(req: { v: 1 }): Rpc<{ oidc: { id: string; name: string }[]; access: boolean }>;
  redeemLink(req: { v: 1; token: string; client: ClientInfo }): Rpc<IssuedSession>;
  /** Options for `navigator.credentials.get` with a discoverable credential; `ceremony` names the challenge, good once, for minutes. */
  passkeyBegin(req: { v: 1; origin: string }): Rpc<{ ceremony: string; options: unknown }>;
  passkeyFinish(req: {
    v: 1;
    origin: string;
    ceremony: string;
    response: unknown;
    client: ClientInfo;
  }): Rpc<IssuedSession>;
  /** Authorization code with PKCE: where to send the browser, and the ceremony to keep in its cookie. */
  oidcBegin(req: { v: 1; origin: string; provider: string }): Rpc<{ ceremony: string; redirect: string }>;
  oidcFinish(req: { v: 1; origin: string; ceremony: string; url: string; client: ClientInfo }): Rpc<IssuedSession>;
  /** A `Cf-Access-Jwt-Assertion`. */
  access(req: { v: 1; assertion: string; client: ClientInfo }): Rpc<IssuedSession>;
}
/** gate.Me → console: a person's own sessions, passkeys and one-time codes; the caller is a session or an API key. */
export interface MeApi {
  sessions(req: { v: 1; caller: Principal }): Rpc<{ sessions: SessionView[] }>;
  /** One's own session; an admin may end anybody's. */
  revokeSession(req: { v: 1; caller: Principal; id: string }): Rpc<{ id: string }>;
  signOut(req: { v: 1; caller: Principal }): Rpc<{ id: string }>;
  passkeys(req: { v: 1; caller: Principal }): Rpc<{ passkeys: PasskeyView[] }>;
  enrolPasskeyBegin(req: { v: 1; caller: Principal; origin: string }): Rpc<{ ceremony: string; options: unknown }>;
  enrolPasskeyFinish(req: {
    v: 1;
    caller: Principal;
    origin: string;
    ceremony: string;
    name: string;
    response: unknown;
  }): Rpc<PasskeyView>;
  revokePasskey(req: { v: 1; caller: Principal; id: string }): Rpc<{ id: string }>;
  /** Second factor of a level-1 session: passkey or one-time code. Answers the session at level 2, under a new token. */
  secondFactorBegin(req: { v: 1; caller: Principal; origin: string }): Rpc<{ ceremony: string; options: unknown }>;
  secondFactorFinish(req: {
    v: 1;
    caller: Principal;
    origin: string;
    ceremony: string;
    response: unknown;
  }): Rpc<IssuedSession>;
  oneTimeCode(req: { v: 1; caller: Principal; code: string }): Rpc<IssuedSession>;
  /** TOTP (RFC 6238): the secret is answered once and counts after `confirm`. */
  oneTimeCodesBegin(req: { v: 1; caller: Principal }): Rpc<{ uri: string; secret: string }>;
  oneTimeCodesConfirm(req: { v: 1; caller: Principal; code: string }): Rpc<{ enabled: true }>;
  oneTimeCodesRemove(req: { v: 1; caller: Principal }): Rpc<{ enabled: false }>;
}
