export interface Env {
  /** This Worker's own origin, the `iss` of its tokens. */
  readonly ISSUER_URL: string;
  /** JSON Web Key Set, public keys only. */
  readonly JWKS: string;
}
