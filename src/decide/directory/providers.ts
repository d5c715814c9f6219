import { Id } from '../../contracts/common.ts';
import type { DirectoryApi } from '../../contracts/rpc.ts';
import { AccessInput, OidcProviderInput } from '../../contracts/sign-in.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { PROVIDERS_PER_ORG } from '../../storage/authority/identity-providers.ts';
import { requireCaller } from '../caller.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { commitWithEntry, entry, ORG_CHAIN } from '../record.ts';
import { providerMetadata } from '../sign-in/oidc-client.ts';

/** Host name of two labels or more (RFC 1123 §2.1), lower case. */
const DOMAIN = /^(?=.{1,100}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/;

interface AdminCall {
  readonly caller: unknown;
  readonly body: unknown;
}

/** Ways to sign in from elsewhere, without client secrets. */
export async function identityProviders(
  deps: GateDeps,
  req: { readonly caller: unknown },
): ReturnType<DirectoryApi['identityProviders']> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const rows = await deps.store.identityProviders.list(caller.value.org);
  const access = rows.find((p) => p.kind === 'access');
  return ok({
    oidc: rows
      .filter((p) => p.kind === 'oidc')
      .map((p) => ({
        id: p.id,
        name: p.name,
        issuer: p.issuer,
        clientId: p.clientId,
        domains: JSON.parse(p.domains) as string[],
        newUserRole: p.newUserRole,
      })),
    access: access ? { teamDomain: access.issuer, audience: access.clientId, newUserRole: access.newUserRole } : null,
  });
}

/**
 * Adds an OIDC provider, whose discovery document is read at once: a wrong issuer is told to the admin, not to everybody at
 * the sign-in page. The client secret is sealed and never read back. Errors: `malformed`, `unprocessable`, `unavailable`,
 * `conflict` (too many).
 */
export async function addOidcProvider(deps: GateDeps, req: AdminCall): Promise<Result<{ id: string }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const parsed = parseInput(OidcProviderInput, req.body);
  if (!parsed.ok) return parsed;
  const { name, issuer, clientId, clientSecret, newUserRole = null } = parsed.value;
  const domains = [...new Set(parsed.value.domains.map((d) => d.trim().toLowerCase()))];
  const wrong = domains.findIndex((d) => !DOMAIN.test(d));
  if (wrong >= 0)
    return err(failure('unprocessable', 'a domain reads like example.com', { field: `/domains/${wrong}` }));
  const { org, actor } = caller.value;
  if ((await deps.store.identityProviders.list(org)).length >= PROVIDERS_PER_ORG)
    return err(failure('conflict', `there are ${PROVIDERS_PER_ORG} identity providers: remove one first`));
  const metadata = await providerMetadata(deps, issuer);
  if (!metadata.ok) return metadata;
  const at = deps.now();
  const id = newId('idp', at);
  const sealed =
    clientSecret === undefined
      ? null
      : await (await deps.envelope()).seal({ org, table: 'identity_provider', id }, clientSecret);
  const shown = { name, issuer, clientId, newUserRole };
  await commitWithEntry(
    deps,
    org,
    [
      deps.store.identityProviders.create(org, {
        id,
        kind: 'oidc',
        ...shown,
        clientSecret: sealed,
        domains: JSON.stringify(domains),
        createdAt: at,
      }),
    ],
    [
      entry(org, {
        chain: ORG_CHAIN,
        type: 'identity_provider.added',
        actor,
        at,
        once: [id],
        body: { provider: id, kind: 'oidc', ...shown, domains },
      }),
    ],
  );
  return ok({ id });
}

/** Removes an OIDC provider: sign-ins under way through it fail, sessions that began through it go on. Errors: `not_found`. */
export async function removeOidcProvider(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly id: unknown },
): Promise<Result<{ id: string }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const { org, actor } = caller.value;
  const id = parseInput(Id, req.id);
  const row = id.ok ? await deps.store.identityProviders.find(org, id.value) : undefined;
  if (row?.kind !== 'oidc') return err(failure('not_found', 'there is no such identity provider'));
  await commitWithEntry(
    deps,
    org,
    [deps.store.identityProviders.remove(org, row.id)],
    [removed(org, { id: row.id, kind: 'oidc', actor, at: deps.now() })],
  );
  return ok({ id: row.id });
}

const removed = (org: string, p: { id: string; kind: 'oidc' | 'access'; actor: string; at: number }) =>
  entry(org, {
    chain: ORG_CHAIN,
    type: 'identity_provider.removed',
    actor: p.actor,
    at: p.at,
    once: [p.id],
    body: { provider: p.id, kind: p.kind },
  });

/**
 * Sets the Cloudflare Access application before the console, in place of one before. An application belongs to one
 * organisation: its assertions name no other. Errors: `malformed`, `conflict` (another organisation has it).
 */
export async function putAccess(deps: GateDeps, req: AdminCall): Promise<Result<{ teamDomain: string }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const parsed = parseInput(AccessInput, req.body);
  if (!parsed.ok) return parsed;
  const { teamDomain, audience, newUserRole = null } = parsed.value;
  const { org, actor } = caller.value;
  const taken = await deps.store.doors.accessProviders(teamDomain, [audience]);
  if (taken.some((p) => p.org !== org))
    return err(failure('conflict', 'this Access application is set for another organisation', { field: '/audience' }));
  const at = deps.now();
  const id = newId('idp', at);
  await commitWithEntry(
    deps,
    org,
    [
      deps.store.identityProviders.removeAccess(org),
      deps.store.identityProviders.create(org, {
        id,
        kind: 'access',
        name: 'Cloudflare Access',
        issuer: teamDomain,
        clientId: audience,
        clientSecret: null,
        domains: '[]',
        newUserRole,
        createdAt: at,
      }),
    ],
    [
      entry(org, {
        chain: ORG_CHAIN,
        type: 'identity_provider.added',
        actor,
        at,
        once: [id],
        body: { provider: id, kind: 'access', teamDomain, audience, newUserRole },
      }),
    ],
  );
  return ok({ teamDomain });
}

/** Takes Cloudflare Access away as a way in. Errors: `not_found`. */
export async function removeAccess(
  deps: GateDeps,
  req: { readonly caller: unknown },
): Promise<Result<{ removed: true }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const { org, actor } = caller.value;
  const row = (await deps.store.identityProviders.list(org)).find((p) => p.kind === 'access');
  if (!row) return err(failure('not_found', 'Cloudflare Access is not set'));
  await commitWithEntry(
    deps,
    org,
    [deps.store.identityProviders.removeAccess(org)],
    [removed(org, { id: row.id, kind: 'access', actor, at: deps.now() })],
  );
  return ok({ removed: true });
}
